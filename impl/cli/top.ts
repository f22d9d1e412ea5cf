/**
 * `rocketproof top`: brokers and their roles, topics, and how far groups are, of a cluster that runs: ours or RocketMQ's own.
 *
 * @module
 */
import { testClient } from "../testkit/client.ts"
import { gather } from "../top/gather.ts"
import { renderOverview } from "../top/render.ts"

export interface TopFlags {
  readonly namesrvAddr?: string
  /** Seconds. */
  readonly interval: number
  readonly once?: boolean
  readonly json?: boolean
}

const CLEAR = "\u001b[H\u001b[2J"

/** Exit 1: no NameServer answers. */
export const top = async (flags: TopFlags): Promise<number> => {
  const namesrvAddr = flags.namesrvAddr ?? process.env["NAMESRV_ADDR"] ?? "127.0.0.1:9876"
  const client = testClient(namesrvAddr)
  const stays = process.stdout.isTTY === true && flags.once !== true && flags.json !== true
  let ended = false
  let wake = (): void => {}
  const end = (): void => {
    ended = true
    wake()
  }
  if (stays) for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end)
  try {
    do {
      const overview = await gather(client.ask, namesrvAddr.split(";"), Date.now())
      if (flags.json === true) process.stdout.write(`${JSON.stringify(overview)}\n`)
      else process.stdout.write(`${stays ? CLEAR : ""}${renderOverview(overview, stays ? process.stdout.rows : Infinity)}\n`)
      if (!stays || ended) return 0
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, flags.interval * 1_000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    } while (!ended)
    return 0
  } catch (error) {
    process.stderr.write(`top: ${(error as Error).message}. Name one with -n host:port\n`)
    return 1
  } finally {
    client.close()
  }
}
