/**
 * What was set, in files, by flags and by the environment: read with the types of the keys, and sorted by what comes of it.
 *
 * RocketMQ `MixAll.properties2Object`, which passes over what it does not understand.
 *
 * @module
 */
import { closest } from "fastest-levenshtein"
import { honoured, type HonouredKey, isHonoured, type Values } from "./honoured.ts"
import { type Kind, kindOfJava, valueOf } from "./kinds.ts"
import { whyNoEffect } from "./no-effect.ts"
import type { Given } from "./properties-file.ts"
import { rocketmqKeys } from "./rocketmq-keys.ts"

/** What they are set to; `cluster` is all of both. */
export type Process = "broker" | "namesrv" | "cluster"

export interface Settings {
  readonly values: Values
  /** Where a key that counts was set. */
  readonly at: ReadonlyMap<string, string>
  /** The texts of all keys that are known, whether they have an effect or not. */
  readonly texts: ReadonlyMap<string, string>
  /** What is no key of RocketMQ and none of ours, for a person. */
  readonly unknown: readonly string[]
  /** For a person, line by line: that, and what has no effect. */
  readonly notices: readonly string[]
}

/** `file:12: key=value` or `--set key=value`: how a person finds it again. */
export const written = ({ at, key, value }: Given): string => `${at}${at.startsWith("-") ? " " : ": "}${key}=${value}`

/** Classes of the keys that only the other process has. */
const OF_NAMESRV = new Set(["NamesrvConfig", "ControllerConfig"])
const SHARED = new Set(["NettyServerConfig", "NettyClientConfig"])

const known = new Map<string, { readonly type: string; readonly classes: Set<string> }>()
for (const [file, key, type] of rocketmqKeys) {
  const before = known.get(key)
  if (before === undefined) known.set(key, { type, classes: new Set([file]) })
  else before.classes.add(file)
}

const everyName: readonly string[] = [...new Set([...known.keys(), ...Object.keys(honoured)])]

/** Names that may have been meant. */
export const nearestKey = (key: string): string => closest(key, everyName)

const isOf = (key: string, process: Process): boolean => {
  if (process === "cluster") return true
  if (isHonoured(key)) return honoured[key].of === "both" || honoured[key].of === process
  return [...(known.get(key)?.classes ?? [])].some((each) => SHARED.has(each) || OF_NAMESRV.has(each) === (process === "namesrv"))
}

/**
 * Later ones count before earlier ones. Throws with every value that is none of its key, where it stands, and what is allowed.
 */
export const readSettings = (process: Process, given: readonly Given[]): Settings => {
  const last = new Map(given.map((each) => [each.key, each]))
  const values: Record<string, unknown> = {}
  const texts = new Map<string, string>()
  const at = new Map<string, string>()
  const bad: string[] = []
  const unknown: string[] = []
  const idle = new Map<string, string[]>()
  for (const each of last.values()) {
    const { key } = each
    const counts = isHonoured(key) && isOf(key, process)
    const type = known.get(key)?.type
    if (!counts && type === undefined && !isHonoured(key)) {
      unknown.push(`${written(each)}: RocketMQ has no such key; did you mean ${nearestKey(key)}?`)
      continue
    }
    const kind: Kind<unknown> = isHonoured(key) ? honoured[key].kind : kindOfJava(type ?? "String")
    const value = valueOf(kind, each.value)
    if (value === undefined) {
      bad.push(`${written(each)}: must be ${kind.wanted}`)
      continue
    }
    texts.set(key, each.value.trim())
    if (counts) {
      values[key] = value
      at.set(key, each.at)
    } else {
      const why = isOf(key, process) ? whyNoEffect(key) : process === "broker" ? "a key of a NameServer" : "a key of a broker"
      idle.set(why, [...(idle.get(why) ?? []), key])
    }
  }
  if (bad.length > 0) throw new Error(bad.join("\n"))
  const notices = [...idle].map(([why, keys]) => `  ${keys.join(", ")}: ${why}`)
  return { values: values as Values, at, texts, unknown, notices: [...unknown, ...(notices.length === 0 ? [] : ["accepted, no effect here:", ...notices])] }
}

/** `--set key=value`. */
export const parseSet = (setting: string): Given => {
  const at = setting.indexOf("=")
  if (at < 1) throw new Error(`--set ${setting}: must be key=value`)
  return { key: setting.slice(0, at).trim(), value: setting.slice(at + 1), at: "--set" }
}

/** The keys of RocketMQ for such a process, as its `-p` prints them: class by class. */
export const keysOf = (process: Process): readonly (typeof rocketmqKeys)[number][] => rocketmqKeys.filter(([file]) => SHARED.has(file) || OF_NAMESRV.has(file) === (process === "namesrv"))

export type { HonouredKey }
