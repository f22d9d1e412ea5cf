import { existsSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { clusterSettings } from "./cluster-settings.ts"
import { honoured, type HonouredKey, isHonoured } from "./honoured.ts"
import { kindOfJava, valueOf } from "./kinds.ts"
import { whyNoEffect } from "./no-effect.ts"
import { parseProperties } from "./properties-file.ts"
import { rocketmqKeys } from "./rocketmq-keys.ts"
import { parseSet, readSettings } from "./settings.ts"

const read = (text: string) => readSettings("broker", parseProperties(text, "broker.conf"))

describe("the tables", () => {
  test("RocketMQ's are there: both versions, every class, the keys that everybody knows", () => {
    expect(new Set(rocketmqKeys.map(([file]) => file))).toEqual(new Set(["AuthConfig", "BrokerConfig", "ControllerConfig", "MessageStoreConfig", "NamesrvConfig", "NettyClientConfig", "NettyServerConfig", "tieredstore.MessageStoreConfig"]))
    expect(new Set(rocketmqKeys.map(([, , , versions]) => versions))).toEqual(new Set(["4.9", "5", "both"]))
    const names = rocketmqKeys.map(([, key]) => key)
    for (const key of ["brokerRole", "dLegerSelfId", "fileReservedTime", "mappedFileSizeCommitLog", "sendMessageThreadPoolNums", "aclEnable", "timerWheelEnable", "controllerAddr", "kvConfigPath"]) expect(names).toContain(key)
  })

  test("every default of RocketMQ's is a value of its key's type", () => {
    const wrong = rocketmqKeys.filter(([, , type, , preset]) => preset !== "" && !preset.includes("${") && valueOf(kindOfJava(type), preset) === undefined)
    expect(wrong).toEqual([])
  })

  test("what has an effect takes RocketMQ's default, or an empty one", () => {
    const refused = rocketmqKeys.filter(([, key, , , preset]) => isHonoured(key) && preset !== "" && !preset.includes("${") && valueOf<unknown>(honoured[key].kind, preset) === undefined)
    expect(refused).toEqual([])
  })

  test("every other key has a reason; most have more than the last one", () => {
    const reasons = rocketmqKeys.map(([, key]) => key).filter((key) => !isHonoured(key)).map(whyNoEffect)
    expect(reasons.filter((why) => why === whyNoEffect("aKeyThatNobodyHas")).length).toBeLessThan(reasons.length / 10)
  })

  test("every key with an effect says what it does, and in which file it is used", () => {
    const root = join(import.meta.dirname, "..", "..")
    expect(Object.values(honoured).filter(({ usedIn }) => !existsSync(join(root, usedIn)))).toEqual([])
    for (const key of Object.keys(honoured) as HonouredKey[]) expect([key, honoured[key].effect, honoured[key].preset]).toEqual([key, expect.stringMatching(/^\S.*\.$/), expect.stringMatching(/\S/)])
  })
})

describe("values", () => {
  test("by their kinds, without the blanks around them", () => {
    expect(read("slaveReadEnable = TRUE \nmaxMessageSize=+65536\nbrokerRole=SLAVE\nmessageDelayLevel=1s 2m\nbrokerIP1=::1").values).toEqual({ slaveReadEnable: true, maxMessageSize: 65_536, brokerRole: "SLAVE", messageDelayLevel: "1s 2m", brokerIP1: "::1" })
  })

  test.each([
    ["slaveReadEnable=yes", "true or false"],
    ["flushDiskType=sync_flush", "SYNC_FLUSH or ASYNC_FLUSH"],
    ["maxMessageSize=4M", "a whole number, 1 or more"],
    ["maxMessageSize=4294967296", "a whole number, 1 or more"],
    ["listenPort=65536", "a port: 0 to 65535; 0 is any free one"],
    ["transactionTimeOut=0", "milliseconds, 1 or more"],
    ["brokerName=../a", "a name: letters, digits, _ - % |, at most 127 of them"],
    ["brokerIP1=broker.example", "an IP address, as 127.0.0.1"],
    ["namesrvAddr=127.0.0.1", "addresses as in 127.0.0.1:9876;127.0.0.1:9877"],
    ["dLegerPeers=127.0.0.1:40911", "members as in n0-127.0.0.1:40911;n1-127.0.0.1:40912"],
    ["messageDelayLevel=1 2", 'times as in "1s 5s 10m", one a level'],
    ["storePathRootDir=", "a path"],
    ["sendMessageThreadPoolNums=many", "a whole number of 32 bits"],
    ["diskMaxUsedSpaceRatio=", "per cent, 10 to 95"],
    ["deleteWhen=25", "hours of the day, as 04 or 04;16"],
    ["maxTransferCountOnMessageInDisk=", "a whole number of 32 bits"],
    ["aclEnable=1", "true or false"]
  ])("%s stops the start, with file, line and what is allowed", (line, wanted) => {
    expect(() => read(`# one\n${line}`)).toThrow(`broker.conf:2: ${line}: must be ${wanted}`)
  })

  test("all that are wrong are told at once; one that is overridden does not count", () => {
    expect(() => read("brokerId=x\nbrokerRole=y")).toThrow(/broker\.conf:1: brokerId=x.*\nbroker\.conf:2: brokerRole=y/)
    expect(read("brokerId=x\nbrokerId=1").values).toEqual({ brokerId: 1 })
  })

  test("later ones count before earlier ones", () => {
    expect(readSettings("broker", [...parseProperties("brokerId=1", "f"), parseSet("brokerId=2")])).toMatchObject({ values: { brokerId: 2 }, at: new Map([["brokerId", "--set"]]) })
  })
})

describe("notices", () => {
  test("what has no effect, together by why", () => {
    expect(read("messageIndexEnable=true\nsendMessageThreadPoolNums=16\nmaxIndexNum=48\nslaveReadEnable=true").notices).toEqual([
      "accepted, no effect here:",
      "  messageIndexEnable, maxIndexNum: the index of keys is always kept",
      "  sendMessageThreadPoolNums: one thread does all of it"
    ])
  })

  test("no key at all: where it stands, and the nearest one", () => {
    expect(read("\nbrokerNmae=a\n__proto__=b").notices).toEqual(["broker.conf:2: brokerNmae=a: RocketMQ has no such key; did you mean brokerName?", expect.stringMatching(/^broker\.conf:3: __proto__=b: RocketMQ has no such key/)])
  })

  test("the other process's keys", () => {
    expect(read("kvConfigPath=a").notices).toEqual(["accepted, no effect here:", "  kvConfigPath: a key of a NameServer"])
    expect(readSettings("namesrv", [parseSet("brokerRole=SLAVE"), parseSet("listenPort=1")])).toMatchObject({ values: { listenPort: 1 }, notices: ["accepted, no effect here:", "  brokerRole: a key of a broker"] })
  })

  test("nothing to say, nothing said", () => {
    expect(read("brokerName=broker-a").notices).toEqual([])
  })
})

describe("cluster --set", () => {
  test("changes what is set, and nothing else", () => {
    expect(clusterSettings(["slaveReadEnable=true", "slaveTimeout=700"])).toMatchObject({ timers: "seed", config: { slaveReadEnable: true, timing: { slaveTimeoutMs: [700, 700], electionTimeoutMs: [250, 500] } } })
    expect(Object.keys(clusterSettings(["slaveReadEnable=false"]).config)).toEqual(["slaveReadEnable"])
    expect(clusterSettings(["timers=dledger", "haSendHeartbeatInterval=9"]).config.timing?.electionTimeoutMs).toEqual([6_000, 7_000])
  })

  test("members may replicate as released ones: then their acks count the page cache", () => {
    expect(clusterSettings(["replication=dledger-0.3.1.2"])).toMatchObject({ replication: "dledger-0.3.1.2", config: { ackRequires: "PAGE_CACHE" } })
    expect(() => clusterSettings(["replication=dledger-0.3.1.2", "ackRequires=FSYNC"])).toThrow("--set ackRequires=FSYNC: members that replicate as dledger-0.3.1.2 count what is in the page cache")
  })

  test("what a cluster decides itself, and what is no key, is refused", () => {
    expect(() => clusterSettings(["listenPort=1"])).toThrow("--set listenPort=1: a cluster decides that for each of its brokers; see --port")
    expect(() => clusterSettings(["slaveReadEnabled=true"])).toThrow("did you mean slaveReadEnable?")
  })
})
