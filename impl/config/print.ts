/**
 * All keys with what they are, a line each, as `mqbroker -p` and `-m` print them.
 *
 * RocketMQ `MixAll.printObjectProperties`.
 *
 * @module
 */
import { homedir } from "node:os"
import type { NodeSpec } from "../cluster/node.ts"
import { propertiesText } from "../remoting/properties-text.ts"
import { alwaysSo } from "./always-so.ts"
import { honoured, isHonoured } from "./honoured.ts"
import { valueOf } from "./kinds.ts"
import { keysOf, type Process, type Settings } from "./settings.ts"

/** What a key is when it was not set: as it counts here, else as RocketMQ has it. */
const preset = (key: string, rocketmq: string): string => {
  if (!isHonoured(key)) return String(alwaysSo[key] ?? expanded(rocketmq))
  const own = honoured[key].preset
  return valueOf<unknown>(honoured[key].kind, own) === undefined ? expanded(rocketmq) : own
}

const split = (address: string): readonly [host: string, port: string] => [address.slice(0, address.lastIndexOf(":")), address.slice(address.lastIndexOf(":") + 1)]

/** A default that names what decides it. What processors decide has no meaning here. */
const expanded = (preset: string): string => preset.replaceAll("${user.home}", homedir()).replace("${machine}", "")

/** Classes in the order in which RocketMQ prints them. */
const ORDER = ["BrokerConfig", "NamesrvConfig", "NettyServerConfig", "NettyClientConfig", "MessageStoreConfig"]
const rank = (file: string): number => (ORDER.indexOf(file) + ORDER.length + 1) % (ORDER.length + 1)

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

/** Every key, or every important one, in the order in which they are printed. */
export const itemsOf = (process: Process, { texts }: Settings, spec: NodeSpec, only: "all" | "important"): Readonly<Record<string, string>> => {
  const known = resolved(spec)
  const rows = keysOf(process)
    .filter(([, , , , , important]) => only === "all" || important !== undefined)
    .toSorted(([a], [b]) => rank(a) - rank(b))
  const own = only === "important" ? [] : Object.keys(honoured).filter((key) => isHonoured(key) && (honoured[key].of === process || honoured[key].of === "both"))
  const presets = new Map<string, string>()
  for (const [key, rocketmq] of [...rows.map(([, key, , , rocketmq]) => [key, rocketmq] as const), ...own.map((key) => [key, ""] as const)]) if (!presets.has(key)) presets.set(key, rocketmq)
  return Object.fromEntries([...presets].map(([key, rocketmq]) => [key, known[key] ?? texts.get(key) ?? preset(key, rocketmq)]))
}

export const configItems = (...of: Parameters<typeof itemsOf>): string => propertiesText(itemsOf(...of))
