import { homedir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { defaults } from "../../spec/broker/config.ts"
import { brokerSpec } from "./broker-spec.ts"
import { namesrvSpec } from "./namesrv-spec.ts"
import { configItems } from "./print.ts"
import { parseProperties, readPropertiesFile } from "./properties-file.ts"
import { rocketmqKeys } from "./rocketmq-keys.ts"
import { readSettings } from "./settings.ts"

const settingsOf = (text: string) => readSettings("broker", parseProperties(text, "broker.conf"))
const specOf = (text: string, environment: NodeJS.ProcessEnv = {}) => brokerSpec(settingsOf(text), environment)
const fromFile = (name: string) => brokerSpec(readSettings("broker", readPropertiesFile(join(import.meta.dirname, "fixtures", name))), {})

describe("the files of RocketMQ's distribution", () => {
  test("2m-noslave", () => {
    expect(fromFile("2m-noslave/broker-a.properties")).toMatchObject({
      mode: "async-replication",
      name: "broker-a/n0",
      listen: "127.0.0.1:10911",
      peerAt: "127.0.0.1:10912",
      advertiseHost: "127.0.0.1",
      dir: join(homedir(), "store"),
      admits: true,
      peers: [],
      config: { brokerName: "broker-a", brokerClusterName: "DefaultCluster", brokerRole: "ASYNC_MASTER", brokerId: 0, haMaster: null, flushDiskType: "ASYNC_FLUSH" }
    })
    expect(fromFile("2m-noslave/broker-b.properties").config.brokerName).toBe("broker-b")
  })

  test.each(["a", "b"])("2m-2s-sync and -async, group %s", (group) => {
    expect(fromFile(`2m-2s-sync/broker-${group}.properties`)).toMatchObject({ mode: "sync-double-write", config: { brokerName: `broker-${group}`, brokerRole: "SYNC_MASTER", requiredAcks: 2 } })
    expect(fromFile(`2m-2s-async/broker-${group}.properties`)).toMatchObject({ mode: "async-replication", config: { brokerRole: "ASYNC_MASTER" } })
    for (const how of ["sync", "async"])
      expect(fromFile(`2m-2s-${how}/broker-${group}-s.properties`)).toMatchObject({ name: `broker-${group}/n1`, admits: false, peers: [["n0", null]], config: { brokerRole: "SLAVE", brokerId: 1, haMaster: "n0", dLegerSelfId: "n1" } })
  })

  test.each([0, 1, 2])("dledger, member %i", (i) => {
    const { mode, name, listen, peerAt, peers, config, nameServers, dir, logDir } = fromFile(`dledger/broker-n${i}.conf`)
    expect({ mode, name, listen, peerAt, nameServers, logDir }).toEqual({ mode: "dledger", name: `RaftNode00/n${i}`, listen: `127.0.0.1:${30911 + 10 * i}`, peerAt: `127.0.0.1:${40911 + i}`, nameServers: ["127.0.0.1:9876"], logDir: `${dir}/commitlog` })
    expect(peers).toEqual([0, 1, 2].filter((other) => other !== i).map((other) => [`n${other}`, `127.0.0.1:${40911 + other}`]))
    expect(config).toMatchObject({ brokerClusterName: "RaftCluster", dLegerGroup: "RaftNode00", dLegerSelfId: `n${i}`, ackRequires: "FSYNC", timing: { electionTimeoutMs: [6_000, 7_000] } })
  })
})

describe("a member that replicates as RocketMQ's do", () => {
  const member = "enableDLegerCommitLog=true\ndLegerSelfId=n0\ndLegerPeers=n0-127.0.0.1:1;n1-127.0.0.1:2;n2-127.0.0.1:3\n"

  test("acks from the page cache, and has files of the size that is said, in a place of their own", () => {
    const spec = specOf(`${member}replication=dledger-0.3.1.2\nflushDiskType=SYNC_FLUSH\nmappedFileSizeCommitLog=1048576\nstorePathCommitLog=/elsewhere`)
    expect(spec).toMatchObject({ mode: "dledger", replication: "dledger-0.3.1.2", segmentSize: 1_048_576, config: { ackRequires: "PAGE_CACHE", dLedgerVersion: "0.3.1.2" } })
    expect(spec).not.toHaveProperty("logDir")
    expect(specOf(`${member}mappedFileSizeCommitLog=1048576`)).not.toHaveProperty("replication")
  })

  test("cannot be told to wait for disks", () => {
    expect(() => specOf(`${member}replication=dledger-0.3.1.2\nackRequires=FSYNC`)).toThrow(/ackRequires=FSYNC: members that replicate as dledger-0\.3\.1\.2 count what is in the page cache; leave it out/)
    expect(() => specOf(`${member}replication=paxos`)).toThrow(/replication=paxos: must be raft or dledger-0\.3\.1\.2/)
  })
})

describe("where it listens, and what it tells", () => {
  test.each([
    ["", "127.0.0.1:10911", "127.0.0.1", "127.0.0.1:10912"],
    ["brokerIP1=192.0.2.7", "192.0.2.7:10911", "192.0.2.7", "192.0.2.7:10912"],
    ["bindAddress=0.0.0.0\nbrokerIP1=192.0.2.7\nlistenPort=5", "0.0.0.0:5", "192.0.2.7", "0.0.0.0:6"],
    ["bindAddress=192.0.2.8\nhaListenPort=7", "192.0.2.8:10911", "192.0.2.8", "192.0.2.8:7"]
  ])("%j", (text, listen, advertiseHost, peerAt) => {
    expect(specOf(text)).toMatchObject({ listen, advertiseHost, peerAt, haHost: advertiseHost })
  })

  test("slaves and members of a group may have a network of their own", () => {
    expect(specOf("brokerIP1=192.0.2.7\nbrokerIP2=198.51.100.7")).toMatchObject({ listen: "192.0.2.7:10911", peerAt: "198.51.100.7:10912", haHost: "198.51.100.7" })
    const group = "enableDLegerCommitLog=true\ndLegerSelfId=n0\ndLegerPeers=n0-198.51.100.7:1;n1-198.51.100.8:1;n2-198.51.100.9:1\nbrokerIP1=192.0.2.7"
    expect(specOf(group)).toMatchObject({ listen: "192.0.2.7:10911", peerAt: "198.51.100.7:1" })
    expect(specOf(`${group}\nbindAddress=0.0.0.0`)).toMatchObject({ listen: "0.0.0.0:10911", peerAt: "0.0.0.0:1" })
  })

  test("everywhere: the address told is no wildcard", () => {
    expect(specOf("bindAddress=0.0.0.0").advertiseHost).not.toBe("0.0.0.0")
  })

  test("a NameServer", () => {
    expect(namesrvSpec(readSettings("namesrv", []))).toMatchObject({ kind: "namesrv", listen: "127.0.0.1:9876" })
    expect(namesrvSpec(readSettings("namesrv", parseProperties("listenPort=1\nbindAddress=0.0.0.0", "f")))).toMatchObject({ listen: "0.0.0.0:1" })
  })
})

describe("NameServers and directories", () => {
  test("the file's NameServers count before NAMESRV_ADDR", () => {
    expect(specOf("", { NAMESRV_ADDR: "127.0.0.1:1; 127.0.0.1:2;" }).nameServers).toEqual(["127.0.0.1:1", "127.0.0.1:2"])
    expect(specOf("namesrvAddr=127.0.0.1:3", { NAMESRV_ADDR: "127.0.0.1:1" }).nameServers).toEqual(["127.0.0.1:3"])
  })

  test("relative paths start from ROCKETMQ_HOME", () => {
    expect(specOf("storePathRootDir=data", { ROCKETMQ_HOME: "/opt/rocketmq" }).dir).toBe("/opt/rocketmq/data")
    expect(specOf("storePathRootDir=data\nrocketmqHome=/srv", { ROCKETMQ_HOME: "/opt/rocketmq" }).dir).toBe("/srv/data")
    expect(specOf("storePathRootDir=/data", { ROCKETMQ_HOME: "/opt/rocketmq" }).dir).toBe("/data")
    expect(specOf("storePathRootDir=data").dir).toBe(join(process.cwd(), "data"))
  })
})

describe("what the machine is told", () => {
  test("RocketMQ's defaults, where they are not the spec's", () => {
    expect(specOf("").config).toMatchObject({ enablePropertyFilter: false, slaveReadEnable: false, timing: { registerNameServerPeriodMs: [30_000, 30_000] } })
    expect(defaults.enablePropertyFilter).toBe(true)
  })

  test("SYNC_FLUSH is FSYNC in a DLedger group, ASYNC_FLUSH is PAGE_CACHE; ackRequires counts before both", () => {
    const group = "enableDLegerCommitLog=true\ndLegerSelfId=n0\ndLegerPeers=n0-127.0.0.1:1;n1-127.0.0.1:2;n2-127.0.0.1:3"
    expect(specOf(`${group}\nflushDiskType=SYNC_FLUSH`).config.ackRequires).toBe("FSYNC")
    expect(specOf(`${group}\nflushDiskType=ASYNC_FLUSH`).config.ackRequires).toBe("PAGE_CACHE")
    expect(specOf(`${group}\nackRequires=FSYNC\nflushDiskType=ASYNC_FLUSH`).config.ackRequires).toBe("FSYNC")
  })

  test("a period is kept between RocketMQ's bounds; bytes that a slave may lack are messages of 1 KiB", () => {
    expect(specOf("registerNameServerPeriod=1").config.timing.registerNameServerPeriodMs).toEqual([10_000, 10_000])
    expect(specOf("registerNameServerPeriod=999999").config.timing.registerNameServerPeriodMs).toEqual([60_000, 60_000])
    expect(specOf("haSlaveFallbehindMax=2048").config.haSlaveFallbehindMax).toBe(2)
    expect(specOf("haMaxGapNotInSync=4096").config.haSlaveFallbehindMax).toBe(4)
  })

  test("a slave is told where its master is", () => {
    expect(specOf("brokerRole=SLAVE\nbrokerId=2\nhaMasterAddress=127.0.0.1:9").peers).toEqual([["n0", "127.0.0.1:9"]])
  })

  test.each([
    ["brokerRole=SLAVE", "brokerId: a SLAVE needs a brokerId of 1 or more"],
    ["brokerRole=SLAVE\nbrokerId=0", "broker.conf:2: brokerId=0: a SLAVE needs"],
    ["enableDLegerCommitLog=true", "dLegerSelfId: must say which member"],
    ["enableDLegerCommitLog=true\ndLegerSelfId=n0", "dLegerPeers: must name all members"],
    ["enableDLegerCommitLog=true\ndLegerSelfId=a\ndLegerPeers=a-h:1", "broker.conf:2: dLegerSelfId=a: must end in a number"],
    ["enableDLegerCommitLog=true\ndLegerSelfId=n3\ndLegerPeers=n0-h:1;n1-h:2", "broker.conf:2: dLegerSelfId=n3: is none of dLegerPeers (n0, n1)"],
    ["enableDLegerCommitLog=true\ndLegerSelfId=n0\ndLegerPeers=n0-h:1;n0-h:2", "names a member twice"]
  ])("%j is refused", (text, says) => {
    expect(() => specOf(text)).toThrow(says)
  })
})

describe("-p and -m", () => {
  const items = (only: "all" | "important") => {
    const settings = settingsOf("brokerRole=SYNC_MASTER\ndeleteWhen=05\nlistenPort=20911")
    return configItems("broker", settings, brokerSpec(settings, {}), only).trimEnd().split("\n")
  }

  test("-p: every key of a broker once, as it was set, as it counts here, or as RocketMQ has it", () => {
    const lines = items("all")
    const names = lines.map((line) => line.slice(0, line.indexOf("=")))
    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(rocketmqKeys.filter(([file]) => file !== "NamesrvConfig" && file !== "ControllerConfig").map(([, key]) => key)))
    expect(lines).toEqual(expect.arrayContaining(["brokerRole=SYNC_MASTER", "deleteWhen=05", "listenPort=20911", "haListenPort=20912", "fileReservedTime=72", "brokerIP1=127.0.0.1", "ackRequires=FSYNC"]))
  })

  test("-m: what RocketMQ calls important", () => {
    const lines = items("important")
    expect(lines.length).toBeLessThan(items("all").length / 5)
    expect(lines).toEqual(expect.arrayContaining(["brokerRole=SYNC_MASTER", "brokerIP1=127.0.0.1"]))
  })

  test("a secret is not printed", () => {
    const settings = settingsOf("innerClientAuthenticationCredentials=hush")
    expect(configItems("broker", settings, brokerSpec(settings, {}), "all")).not.toContain("hush")
  })
})
