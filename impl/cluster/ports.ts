/**
 * Free ports, several at once.
 *
 * Members of a group are told each other's addresses before any of them listens, so ports have to be found beforehand. They are
 * taken from below the range out of which systems give connections their local ports (from 32768 on at the earliest): a port
 * that is free now is not lost to a connection by the time a node listens on it, or listens on it again after it was killed.
 *
 * @module
 */
import { createServer } from "node:net"

const LOWEST = 12_000
const HIGHEST = 32_000

/** A broker listens so far below its port, too: its VIP channel. */
const BESIDE = 2

/** Handed out by this process: clusters that start at the same time do not get the same ones. */
const taken = new Set<number>()

const isFree = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" || error.code === "EACCES" ? resolve(false) : reject(error)))
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)))
  })

/** `count` ports on which, and beside which, nobody listens at `host`, until {@link givePorts}. */
export const freePorts = async (count: number, host: string): Promise<readonly number[]> => {
  const found: number[] = []
  try {
    for (let tried = 0; found.length < count; tried++) {
      if (tried > HIGHEST - LOWEST) throw new Error(`no ${count} free ports between ${LOWEST} and ${HIGHEST} on ${host}`)
      const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
      const both = [port, port - BESIDE]
      if (both.some((each) => taken.has(each))) continue
      for (const each of both) taken.add(each)
      if ((await isFree(port, host)) && (await isFree(port - BESIDE, host))) found.push(port)
      else givePorts([port])
    }
  } catch (error) {
    givePorts(found)
    throw error
  }
  return found
}

/** They may be handed out again. */
export const givePorts = (ports: readonly number[]): void => {
  for (const port of ports) for (const each of [port, port - BESIDE]) taken.delete(each)
}
