/**
 * What slaves have, and how soon.
 *
 * @module
 */
import type { RemotingClient } from "../../remoting/client.ts"
import { connect, pull, send } from "./load.ts"

const SAMPLES = 200

/** Reads a queue to its end: the offset behind its last message. */
const endOf = async (client: RemotingClient, queue: number): Promise<number> => {
  let next = 0
  for (let before = -1; before !== next; ) {
    before = next
    next = (await pull(client, queue, next, 0)).next
  }
  return next
}

/**
 * Sends one message after the other to the first broker, and waits for each at the second one, which answers a pull that waits as soon
 * as it has the message: the lag at this part of all, in milliseconds.
 */
export const lagOf = async ([master = "", slave = ""]: readonly string[], part: number): Promise<number> => {
  const [writer, reader] = [connect(master), connect(slave)]
  try {
    // Where the queue ends, at both.
    let next = await endOf(writer, 0)
    for (; (await pull(reader, 0, Math.max(0, next - 1), 0)).next < next; await new Promise((resolve) => setTimeout(resolve, 10)));
    const lags: number[] = []
    while (lags.length < SAMPLES) {
      const seen = pull(reader, 0, next, 1_000).then((pulled) => ({ ...pulled, at: performance.now() }))
      if (!(await send(writer, Buffer.alloc(1_024)))) throw new Error("a send was not acked")
      const acked = performance.now()
      const first = await seen
      const found = first.next > next ? first : { ...(await pull(reader, 0, next, 1_000)), at: performance.now() }
      if (found.next <= next) throw new Error("a message has not come to the slave within two seconds")
      lags.push(Math.max(0, found.at - acked))
      next++
    }
    return lags.sort((a, b) => a - b)[Math.min(SAMPLES - 1, Math.floor(SAMPLES * part))] as number
  } finally {
    writer.close()
    reader.close()
  }
}

/** Reads four queues to their ends, one connection each: messages a second. */
export const pullsOf = async (address: string): Promise<number> => {
  const begun = performance.now()
  const counts = await Promise.all(
    [0, 1, 2, 3].map(async (queue) => {
      const client = connect(address)
      const end = await endOf(client, queue)
      client.close()
      return end
    })
  )
  return counts.reduce((sum, count) => sum + count, 0) / ((performance.now() - begun) / 1_000)
}
