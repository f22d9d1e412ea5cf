/**
 * Who a process is, where it listens, whom it knows, and where its data is.
 *
 * RocketMQ `BrokerConfig`, `MessageStoreConfig`, `NettyServerConfig`, `NamesrvConfig`.
 *
 * @module
 */
import { field, key } from "./honoured-key.ts"
import { address, addresses, atLeast, ip, ipOrNone, name, oneOf, path, peerAddresses, port, text, truth } from "./kinds.ts"

const usedIn = "impl/config/broker-spec.ts"

export const identity = {
  brokerClusterName: key({ kind: name, of: "broker", preset: "DefaultCluster", effect: "The cluster that the broker belongs to.", usedIn, into: field("brokerClusterName") }),
  brokerName: key({ kind: name, of: "broker", preset: "the host's name", effect: "The name of the group of brokers: a master and its slaves share it.", usedIn, cluster: "--groups" }),
  brokerId: key({ kind: atLeast(-1), of: "broker", preset: "0", effect: "0 is the master; a slave has 1 or more. Ignored in a DLedger group, which elects its master.", usedIn, cluster: "--replicas" }),
  brokerRole: key({ kind: oneOf("ASYNC_MASTER", "SYNC_MASTER", "SLAVE"), of: "broker", preset: "ASYNC_MASTER", effect: "What this broker is. The ack of a SYNC_MASTER waits for slaves. Ignored in a DLedger group.", usedIn, cluster: "--mode" }),
  enableDLegerCommitLog: key({ kind: truth, of: "broker", preset: "false", effect: "The broker is a member of a DLedger group.", usedIn, cluster: "--mode" }),
  dLegerGroup: key({ kind: name, of: "broker", preset: "brokerName", effect: "The name of the DLedger group: the same as brokerName, as a rule.", usedIn, cluster: "--groups" }),
  dLegerSelfId: key({ kind: name, of: "broker", preset: "none", effect: "Which member of dLegerPeers this broker is. Its brokerId while it follows is the number in this name, plus 1.", usedIn, cluster: "--replicas" }),
  dLegerPeers: key({ kind: peerAddresses, of: "broker", preset: "none", effect: "All members of the DLedger group with the addresses at which they speak to each other. Without bindAddress the broker listens at its own.", usedIn, cluster: "--replicas" }),
  namesrvAddr: key({ kind: addresses, of: "broker", preset: "NAMESRV_ADDR, else none", effect: "NameServers to register at, separated by semicolons. `-n` and NAMESRV_ADDR say the same; `-n` counts first, then `--set`, the file, NAMESRV_ADDR.", usedIn, cluster: "--namesrvs and --port" }),
  listenPort: key({ kind: port, of: "both", preset: "10911; of a NameServer 9876", effect: "The port for clients.", usedIn, cluster: "--port" }),
  haListenPort: key({ kind: port, of: "broker", preset: "listenPort + 1", effect: "The port for slaves (modes 2 and 3).", usedIn, cluster: "--port" }),
  haMasterAddress: key({ kind: address, of: "broker", preset: "what the NameServers say", effect: "Of a slave: its master's address for slaves.", usedIn, cluster: "--replicas" }),
  bindAddress: key({ kind: ip, of: "both", preset: "brokerIP1, else 127.0.0.1", effect: "Where to listen. RocketMQ listens everywhere; here 0.0.0.0 must be asked for.", usedIn, cluster: "--host" }),
  brokerIP1: key({ kind: ip, of: "broker", preset: "bindAddress; for 0.0.0.0 the first address that is not loopback", effect: "The address that clients are told. Without bindAddress the broker listens there, too.", usedIn, cluster: "--advertise" }),
  brokerIP2: key({ kind: ip, of: "broker", preset: "brokerIP1", effect: "The address that slaves are told. Without bindAddress the broker listens there for them.", usedIn, cluster: "--advertise" }),
  storePathRootDir: key({ kind: path, of: "broker", preset: "store in the home directory", effect: "Where the data is. `--data` says the same.", usedIn, cluster: "--data" }),
  storePathCommitLog: key({ kind: path, of: "broker", preset: "commitlog in storePathRootDir", effect: "Where the messages are.", usedIn: "impl/broker/storage.ts", cluster: "--data" }),
  kvConfigPath: key({ kind: path, of: "namesrv", preset: "namesrv/kvConfig.json in the home directory", effect: "Where a NameServer keeps its KV configuration.", usedIn: "impl/config/namesrv-spec.ts", cluster: "--data" }),
  metricsExporterType: key({ kind: oneOf("DISABLE", "PROM", "OTLP_GRPC", "LOG"), of: "broker", preset: "DISABLE", effect: "PROM: metrics for Prometheus, under RocketMQ 5's names. OTLP_GRPC and LOG do not exist here.", usedIn: "impl/cli/broker.ts", cluster: "GET /metrics of the control API" }),
  metricsPromExporterHost: key({ kind: ipOrNone, of: "broker", preset: "bindAddress", effect: "Where Prometheus finds the metrics.", usedIn: "impl/cli/broker.ts", cluster: "GET /metrics of the control API" }),
  metricsPromExporterPort: key({ kind: port, of: "broker", preset: "5557", effect: "The port of `/metrics`.", usedIn: "impl/cli/broker.ts", cluster: "GET /metrics of the control API" }),
  rocketmqHome: key({ kind: text, of: "both", preset: "ROCKETMQ_HOME, else the working directory", effect: "What relative paths in the file start from.", usedIn, cluster: "--data" })
} as const
