/**
 * One process of its own, for as long as it is wanted: what `namesrv` and `broker` share.
 *
 * @module
 */
import { renameSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { Given } from "../config/properties-file.ts"
import { parseSet } from "../config/settings.ts"
import { readPropertiesFile } from "../config/properties-file.ts"
import { logOptions } from "../log/log.ts"
import { makeLinks } from "../cluster/links.ts"
import { type NodeSpec, type RunningNode, startNode } from "../cluster/node.ts"

export interface AloneFlags {
  readonly configFile?: string
  readonly namesrvAddr?: string
  readonly printConfigItem?: boolean
  readonly printImportantConfig?: boolean
  readonly set: readonly string[]
  readonly readyFile?: string
  readonly logLevel?: string
  readonly logFormat?: string
}

/** In the order in which they count: the file, `--set`, `-n`. */
export const givenBy = ({ configFile, namesrvAddr, set }: AloneFlags): readonly Given[] => [
  ...(configFile === undefined ? [] : readPropertiesFile(configFile)),
  ...set.map(parseSet),
  ...(namesrvAddr === undefined ? [] : [{ key: "namesrvAddr", value: namesrvAddr, at: "-n" }])
]

export const notice = (command: string, lines: readonly string[]): void => {
  for (const line of lines) process.stderr.write(line.startsWith(" ") ? `${line}\n` : `${command}: ${line}\n`)
}

/** Throws if somebody listens there; `key` is what to set then. */
export const ensureFree = (address: string, key: string): Promise<void> => {
  const at = address.lastIndexOf(":")
  const [host, port] = [address.slice(0, at), Number(address.slice(at + 1))]
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once("error", ({ code, message }: NodeJS.ErrnoException) => {
      const why =
        code === "EADDRINUSE"
          ? "another program listens there. Stop it, or choose another port"
          : code === "EADDRNOTAVAIL" || code === "ENOTFOUND"
            ? "this machine has no such address. Set bindAddress to one that it has"
            : code === "EACCES"
              ? "this user may not listen there. Choose a port above 1023"
              : message
      reject(new Error(`${key}: ${address}: ${why}${code === "EADDRINUSE" && key !== "dLegerPeers" && /^\w+$/.test(key) ? `, as in --set ${key}=${port + 10}` : ""}`))
    })
    server.listen(port, host, () => server.close(() => resolve()))
  })
}

export interface Alone {
  readonly spec: NodeSpec
  readonly flags: AloneFlags
  readonly ready: (node: RunningNode) => boolean
  /** What runs beside it, and what the ready line says of that. */
  readonly beside?: (node: RunningNode) => Promise<{ readonly line: object; readonly close: () => void }>
  readonly line: (node: RunningNode) => object
}

/** Starts it, says so in a line of JSON once `ready` is true, and ends it at a signal. */
export const runAlone = async ({ spec, flags, ready, beside, line }: Alone): Promise<void> => {
  const { readyFile } = flags
  const log = logOptions(flags)
  const ended = new Promise<"ended">((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve("ended"))
  })
  const node = await startNode({ ...spec, ...(log === undefined ? {} : { log }) }, makeLinks())
  let other: Awaited<ReturnType<NonNullable<Alone["beside"]>>> | undefined
  try {
    other = await beside?.(node)
    const stands = async (): Promise<"ready"> => {
      while (!ready(node)) await new Promise((resolve) => setTimeout(resolve, 5).unref())
      return "ready"
    }
    if ((await Promise.race([stands(), ended])) === "ended") return
    const text = JSON.stringify({ ready: true, ...line(node), ...other?.line })
    process.stdout.write(`${text}\n`)
    if (readyFile !== undefined) {
      // Whole as soon as it is there: somebody waits for it.
      writeFileSync(`${readyFile}.tmp`, `${text}\n`)
      renameSync(`${readyFile}.tmp`, readyFile)
    }
    await ended
  } finally {
    other?.close()
    node.stop()
  }
}
