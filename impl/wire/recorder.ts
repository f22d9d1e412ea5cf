/**
 * A proxy between nodes that writes down every frame. Each node is dialled at a port here, and what comes there is passed on to it:
 * configure its peers with the port here, and the node itself with its own. A frame may be passed on later, or not at all.
 *
 * A frame that is held lets those behind it pass, as if it had come on another connection. Memory is bounded: a side that does not
 * read is disconnected.
 *
 * @module
 */
import type { NodeId } from "../../spec/vocabulary.ts"
import { isDLedgerCode, bodies } from "../dledger/bodies.ts"
import type { Address, Connection, Listening, NetworkService } from "../layers/network.ts"
import type { TimersService } from "../layers/timers.ts"
import { isResponse, type RemotingCommand } from "../remoting/command.ts"
import { parseFastJsonBody } from "../remoting/fastjson.ts"
import { FrameDecoder } from "../remoting/frame.ts"
import { openRecording, type Protocol } from "./recording.ts"

export interface RecordedNode {
  readonly id: NodeId
  readonly protocol: Protocol
  /** Where its peers dial it. Port 0: any free one. */
  readonly listen: Address
  /** Where it is. */
  readonly target: Address
}

/** A frame, as far as rules about frames go. */
export interface Passing {
  /** `VOTE`, `HEART_BEAT`, `PUSH APPEND`, …; of an answer what it answers, as `answer to VOTE`. */
  readonly kind: string
  /** Who says it; unknown while a connection has not said whose it is. */
  readonly from: NodeId | undefined
  readonly to: NodeId | undefined
  readonly command: RemotingCommand
}

/** Milliseconds to hold it for; `drop`; or pass it on. */
export type Treatment = number | "drop" | undefined

export interface RecorderOptions {
  readonly network: NetworkService
  readonly timers: TimersService
  readonly file: string
  readonly nodes: readonly RecordedNode[]
  readonly treat?: (frame: Passing) => Treatment
}

export interface Recorder {
  /** The ports that peers dial, in the order of the nodes. */
  readonly ports: readonly number[]
  readonly frames: () => number
  /** Into the recording. */
  readonly note: (text: string) => void
  /** Closes every connection and ends the recording. */
  readonly close: () => void
}

/** Bytes that one side may leave unread. */
const UNREAD = 64 * 1024 * 1024
/** Requests whose answers are awaited, a connection: of an older one the kind is not told. */
const ASKED = 20_000

interface Link {
  readonly to: NodeId
  client: NodeId | undefined
  readonly kinds: Map<number, string>
}

export const startRecorder = async ({ network, timers, file, nodes, treat = () => undefined }: RecorderOptions): Promise<Recorder> => {
  const writer = openRecording(file, nodes.map(({ id, protocol }) => ({ id, protocol })), timers.now)
  let connections = 0
  let frames = 0
  let closed = false

  const pass = (link: Link, number: number, by: "client" | "server", to: Connection, command: RemotingCommand, bytes: Buffer): void => {
    frames++
    const kind = kindOf(link, by, command)
    const [speaker, hearer] = by === "client" ? [link.client, link.to] : [link.to, link.client]
    const treatment = treat({ kind, from: speaker, to: hearer, command })
    const line = { frame: number, by, bytes: bytes.toString("base64") } as const
    if (treatment === undefined) {
      writer.write(line)
      to.send(bytes)
    } else {
      const n = writer.write({ ...line, held: true })
      if (treatment === "drop") writer.write({ dropped: n })
      else
        timers.after(treatment, () => {
          if (closed) return
          writer.write({ passed: n })
          to.send(bytes)
        })
    }
    if (to.buffered() > UNREAD) to.close()
  }

  const serve = (node: RecordedNode) =>
    network.listen(node.listen, {
      opened: (client) => {
        const number = ++connections
        const link: Link = { to: node.id, client: undefined, kinds: new Map() }
        writer.write({ open: number, to: node.id })
        let open = true
        let server: Connection | undefined
        const close = (): void => {
          if (!open) return
          open = false
          client.close()
          server?.close()
          if (!closed) writer.write({ close: number })
        }
        const reader = (by: "client" | "server", other: () => Connection | undefined) => {
          const decoder = new FrameDecoder()
          return {
            received: (chunk: Buffer) => {
              try {
                decoder.feed(chunk, (command, bytes) => {
                  const to = other()
                  if (open && to !== undefined) pass(link, number, by, to, command, bytes)
                })
              } catch (error) {
                writer.write({ note: `connection ${number}: ${by === "client" ? "what was said to" : "what was answered by"} ${node.id} is no frame: ${(error as Error).message}` })
                close()
              }
            },
            closed: close
          }
        }
        server = network.connect(node.target, { opened: () => reader("server", () => client) })
        return reader("client", () => server)
      }
    })

  const listening: Listening[] = []
  try {
    for (const node of nodes) listening.push(await serve(node))
  } catch (error) {
    for (const each of listening) each.close()
    writer.close()
    throw error
  }
  return {
    ports: listening.map(({ port }) => port),
    frames: () => frames,
    note: (note) => {
      writer.write({ note })
    },
    close: () => {
      closed = true
      for (const each of listening) each.close()
      writer.close()
    }
  }
}

/** What the frame is; notes who is at the other end. */
const kindOf = (link: Link, by: "client" | "server", command: RemotingCommand): string => {
  if (by === "server") {
    const asked = isResponse(command) ? link.kinds.get(command.opaque) : undefined
    link.kinds.delete(command.opaque)
    return asked === undefined ? `code ${command.code}` : `answer to ${asked}`
  }
  if (!isDLedgerCode(command.code)) return `code ${command.code}`
  const { localId, type } = membersOf(command)
  link.client ??= localId
  const kind = [bodies[command.code].name, type].filter((word) => word !== undefined).join(" ")
  if (link.kinds.size < ASKED) link.kinds.set(command.opaque, kind)
  return kind
}

const membersOf = ({ body }: RemotingCommand): { readonly localId?: string; readonly type?: string } => {
  try {
    const value = body === undefined ? undefined : parseFastJsonBody(body)
    return typeof value === "object" && value !== null ? value : {}
  } catch {
    return {}
  }
}
