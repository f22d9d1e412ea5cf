export * from "../remoting/frame.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { FrameDecoder } from "../remoting/frame.ts"
export const frameReader = (take: (command: RemotingCommand) => void) => {
  const decoder = new FrameDecoder()
  return (chunk: Buffer): void => decoder.feed(chunk, take)
}
