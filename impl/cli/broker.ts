/**
 * `rocketproof broker`: one broker, from RocketMQ's own configuration file.
 *
 * @module
 */
import { existsSync } from "node:fs"
import { type BrokerSpec, brokerSpec } from "../config/broker-spec.ts"
import type { Values } from "../config/honoured.ts"
import { configItems, itemsOf } from "../config/print.ts"
import { readSettings } from "../config/settings.ts"
import { costOf } from "../cluster/modes.ts"
import type { RunningNode } from "../cluster/node.ts"
import { lastLife } from "../journal/journal.ts"
import { type Address, formatAddress, parseAddress } from "../layers/network.ts"
import { VIP_OFFSET } from "../remoting/server.ts"
import { type AloneFlags, ensureFree, givenBy, notice, runAlone } from "./alone.ts"

export interface BrokerFlags extends AloneFlags {
  readonly data?: string
  readonly journal?: boolean
  readonly diskLost?: boolean
}

/** How long a broker waits for the first answer of a NameServer before it says that none has come. */
const REGISTER_MS = 3_000

const settingsOf = (flags: BrokerFlags) => {
  const given = givenBy(flags)
  // The directory that the file names is not used at all then, nor is the one for messages.
  const elsewhere = flags.data === undefined ? given : [...given.filter(({ key, at }) => key !== "storePathCommitLog" || at === "--set"), { key: "storePathRootDir", value: flags.data, at: "--data" }]
  return readSettings("broker", elsewhere)
}

export const broker = async (flags: BrokerFlags): Promise<number> => {
  const settings = settingsOf(flags)
  const spec = brokerSpec(settings, process.env)
  if (flags.printConfigItem === true || flags.printImportantConfig === true) {
    process.stdout.write(configItems("broker", settings, spec, flags.printConfigItem === true ? "all" : "important"))
    return 0
  }
  if (spec.config.brokerRole === "SLAVE" && spec.nameServers?.length === 0 && spec.peers?.[0]?.[1] === null)
    throw new Error("brokerRole=SLAVE: this slave has no master, and nobody to ask where one is. Give -n, namesrvAddr or NAMESRV_ADDR, or haMasterAddress")
  notice("broker", [...settings.notices, ...(spec.mode === "dledger" ? costOf("dLegerPeers", spec.config.peers.length + 1) : []), ...(spec.replication === undefined || settings.values.flushDiskType !== "SYNC_FLUSH" ? [] : ["flushDiskType=SYNC_FLUSH: no ack waits for a disk in a group with replication=dledger-0.3.1.2, as in RocketMQ's DLedger groups"])])
  await ensureFree(spec.listen, "listenPort")
  const { host, port } = parseAddress(spec.listen)
  if (port > VIP_OFFSET) await ensureFree(formatAddress({ host, port: port - VIP_OFFSET }), "listenPort - 2, the VIP channel")
  await ensureFree(spec.peerAt as string, spec.mode === "dledger" ? "dLegerPeers" : "haListenPort")
  const journal = flags.journal === true
  const exporter = exporterOf(settings.values, spec)
  if (exporter !== undefined) await ensureFree(`${exporter.host}:${exporter.port}`, "metricsPromExporterPort")
  await serve({ ...spec, journal, items: itemsOf("broker", settings, spec, "all"), life: journal && existsSync(spec.dir) ? lastLife(spec.dir) + 1 : 1, bootstrap: flags.diskLost !== true }, flags, exporter)
  return 0
}

/** Where metrics are exported; `undefined`: they are not. */
const exporterOf = ({ metricsExporterType: type = "DISABLE", metricsPromExporterHost, metricsPromExporterPort }: Values, { listen }: BrokerSpec): Address | undefined => {
  if (type === "OTLP_GRPC" || type === "LOG") notice("broker", [`metricsExporterType=${type}: does not exist here; set PROM for metrics that Prometheus collects`])
  if (type !== "PROM") return undefined
  const host = metricsPromExporterHost ?? ""
  return { host: host === "" ? parseAddress(listen).host : host, port: metricsPromExporterPort ?? 5_557 }
}

const serve = (spec: BrokerSpec, flags: BrokerFlags, exporter: Address | undefined): Promise<void> => {
  const nameServers = spec.nameServers ?? []
  if (nameServers.length === 0) notice("broker", ["no NameServer: clients will not find this broker. Give -n, namesrvAddr or NAMESRV_ADDR"])
  const began = Date.now()
  let said = nameServers.length === 0
  const known = (node: RunningNode): boolean => {
    if (said || node.registrations() > 0) return true
    if (Date.now() - began < REGISTER_MS) return false
    said = true
    notice("broker", [`no NameServer answers at ${nameServers.join(";")}; it goes on trying`])
    return true
  }
  return runAlone({
    spec,
    flags,
    ready: (node) => {
      const { role, ready } = node.state()
      // A member of a DLedger group waits for the others, a slave for its master: that may take as long as it will.
      return role === "MASTER" ? ready === true && known(node) : role === "SLAVE" ? known(node) : true
    },
    ...(exporter === undefined ? {} : { beside: exported(exporter) }),
    line: (node) => ({
      namesrv: nameServers.join(";"),
      brokers: [
        {
          node: spec.name,
          brokerName: spec.config.brokerName,
          brokerId: spec.mode === "dledger" ? Number(/\d+$/.exec(spec.config.dLegerSelfId)?.[0] ?? 0) + 1 : spec.config.brokerId,
          role: node.state().role,
          addr: node.address,
          pid: process.pid,
          dataDir: spec.dir
        }
      ]
    })
  })
}

const exported =
  ({ host, port }: Address) =>
  async (node: RunningNode) => {
    const { url, close } = await (await import("../metrics/prometheus.ts")).openExporter(host, port, node.samples)
    return { line: { metrics: url }, close }
  }
