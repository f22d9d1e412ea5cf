/**
 * All keys with what they are, a line each, as `mqbroker -p` and `-m` print them.
 *
 * RocketMQ `MixAll.printObjectProperties`.
 *
 * @module
 */
import type { NodeSpec } from "../cluster/node.ts"
import { propertiesText } from "../remoting/properties-text.ts"
import { honoured, isHonoured } from "./honoured.ts"
import { valueOf } from "./kinds.ts"
import { keysOf, type Process, type Settings } from "./settings.ts"

/** What a key is when it was not set: as it counts here, else as RocketMQ has it. */
const preset = (key: string, rocketmq: string): string => {
  if (!isHonoured(key)) return rocketmq
  const own = honoured[key].preset
  return valueOf<unknown>(honoured[key].kind, own) === undefined ? rocketmq : own
}

const split = (address: string): readonly [host: string, port: string] => [address.slice(0, address.lastIndexOf(":")), address.slice(address.lastIndexOf(":") + 1)]

/** What came of keys that depend on each other. */
const resolved = ({ kind, listen, advertiseHost, dir, logDir, config, haHost, peerAt, nameServers, mode }: NodeSpec): Readonly<Record<string, string>> => {
  const [bindAddress, listenPort] = split(listen)
  if (kind === "namesrv") return { bindAddress, listenPort }
  return {
    bindAddress,
    listenPort,
    brokerName: config?.brokerName ?? "",
    brokerId: String(config?.brokerId ?? ""),
    brokerIP1: advertiseHost,
    brokerIP2: haHost ?? advertiseHost,
    storePathRootDir: dir,
    storePathCommitLog: logDir ?? `${dir}/commitlog`,
    namesrvAddr: (nameServers ?? []).join(";"),
    ...(mode === "dledger" ? {} : { haListenPort: split(peerAt ?? "")[1] })
  }
}

export const configItems = (process: Process, { texts }: Settings, spec: NodeSpec, only: "all" | "important"): string => {
  const known = resolved(spec)
  const rows = keysOf(process).filter(([, , , , , important]) => only === "all" || important !== undefined)
  const own = only === "important" ? [] : Object.keys(honoured).filter((key) => isHonoured(key) && (honoured[key].of === process || honoured[key].of === "both"))
  const entries = new Map<string, string>()
  for (const [, key, , , rocketmq] of rows) if (!entries.has(key)) entries.set(key, known[key] ?? texts.get(key) ?? preset(key, rocketmq))
  for (const key of own) if (!entries.has(key)) entries.set(key, known[key] ?? texts.get(key) ?? preset(key, ""))
  return propertiesText(Object.fromEntries(entries))
}
