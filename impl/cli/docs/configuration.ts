/**
 * `docs/configuration.md`: from the table of keys that mean something here, and from RocketMQ's own.
 *
 * @module
 */
import { honoured, type HonouredKey, isHonoured } from "../../config/honoured.ts"
import type { Honoured } from "../../config/honoured-key.ts"
import { whyNoEffect } from "../../config/no-effect.ts"
import { rocketmqKeys } from "../../config/rocketmq-keys.ts"

const INTRODUCTION = `# Configuration

Written by \`npm run docs\` from the tables in \`impl/config/\`. RocketMQ's keys are those of 4.9.7 and 5.5.0, by reflection over the released
jars (\`npm run config:keys\`).

\`rocketproof namesrv\` and \`rocketproof broker\` start one process each, from the configuration files of RocketMQ's distribution as they are:

<!-- not run: it runs until it is stopped -->
\`\`\`sh
npx rocketproof namesrv
npx rocketproof broker -c broker-a.properties -n 127.0.0.1:9876 --data ./a
npx rocketproof broker -c broker-a-s.properties -n 127.0.0.1:9876 --data ./a-s --set listenPort=10921
\`\`\`

- A file is read as Java reads properties: \`key=value\`, \`key: value\` or \`key value\`, \`#\` and \`!\` for comments, a backslash at the end of a
  line that goes on, \`\\uXXXX\`, bytes of ISO 8859-1. Blanks around a value do not count.
- What counts first: \`-n\` and \`--data\`, then \`--set key=value\`, the file, \`NAMESRV_ADDR\`, the default.
- \`ROCKETMQ_HOME\` is what relative paths start from, and nothing else.
- \`-p\` prints all keys with what they are, \`-m\` those that RocketMQ calls important; nothing is started.
- A value that a key cannot have stops the start, with file, line and what is allowed. A key that RocketMQ does not have is warned about,
  with the nearest one. A key that has no effect here is named at the start, with the reason. RocketMQ itself passes over all three in silence.
- Processes find each other as in RocketMQ: a slave asks the NameServers where its master is, members of a DLedger group are in
  \`dLegerPeers\`. A slave copies as RocketMQ's do, and may follow a RocketMQ master, or the other way round ([moving](moving-to-rocketmq.md#groups-of-both)).
- **Everything listens on loopback** unless \`bindAddress\` or \`brokerIP1\` says otherwise. There is no access control and no TLS.
- A data directory belongs to one broker: another one's is refused, and so is one that another process has (on this machine; a lock from
  another machine or container is not seen). A broker of modes 1–3 opens RocketMQ's own store, and RocketMQ opens what it leaves
  ([moving](moving-to-rocketmq.md)); a DLedger member takes no store but its own.
- A DLedger member with an empty directory founds its group. One whose data was lost must be started with \`--disk-lost\`: it gets no vote
  until it has caught up, or an acked message could be lost.
- \`--log-level info\` tells on the standard error who leads, which slave has lost whom, which topics and groups came and went; \`debug\` tells
  every event. \`--log-format json\` for machines. Nothing is logged unless it is asked for.
- \`metricsExporterType=PROM\` opens \`/metrics\` for Prometheus, under RocketMQ 5's names; \`cluster\` has it at its control address.
- \`cluster\` takes \`--set\` with the same keys, but for those that it decides itself: who a broker is, and where.
`

const cell = (text: string): string => text.replaceAll("|", "\\|")

const row = (key: HonouredKey): string => {
  const { kind, preset, effect, of } = honoured[key] as Honoured<unknown>
  return `| \`${key}\` | ${of === "both" ? "broker, NameServer" : of === "broker" ? "broker" : "NameServer"} | ${cell(kind.wanted)} | ${cell(preset)} | ${cell(effect)} |`
}

const table = (keys: readonly HonouredKey[]): readonly string[] => ["| key | of | allowed | default | effect |", "|---|---|---|---|---|", ...keys.map(row), ""]

export const renderConfiguration = (): string => {
  const names = new Set(rocketmqKeys.map(([, key]) => key))
  const keys = Object.keys(honoured) as HonouredKey[]
  const idle = new Map<string, string[]>()
  for (const key of [...names].filter((each) => !isHonoured(each)).sort()) idle.set(whyNoEffect(key), [...(idle.get(whyNoEffect(key)) ?? []), key])
  const reasons = [...idle].sort(([a], [b]) => (a < b ? -1 : 1))
  return [
    INTRODUCTION,
    "## RocketMQ's keys that have an effect",
    "",
    ...table(keys.filter((key) => names.has(key))),
    "## Keys of our own",
    "",
    ...table(keys.filter((key) => !names.has(key))),
    "## RocketMQ's keys without effect",
    "",
    `${[...idle.values()].reduce((sum, each) => sum + each.length, 0)} of ${names.size}: accepted if their values are of their types.`,
    "",
    ...reasons.flatMap(([why, each]) => [`- **${why}**: ${each.join(", ")}`]),
    ""
  ].join("\n")
}
