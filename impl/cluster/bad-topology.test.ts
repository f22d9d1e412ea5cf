/**
 * Clusters and brokers that cannot be, or not with the data that is there: each is refused by name, and nothing is written.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { broker as brokerCommand } from "../cli/broker.ts"
import { validate } from "../cli/validate.ts"
import { brokerSpec } from "../config/broker-spec.ts"
import { parseSet, readSettings } from "../config/settings.ts"
import { openJournal } from "../journal/journal.ts"
import { startCluster as startKit } from "../testkit/index.ts"
import { temporaryDir } from "../testing/clusters.ts"
import { nameServerDefaults } from "../../spec/name-server/config.ts"
import { claim } from "./claim.ts"
import { type ClusterOptions, localGroup, startCluster } from "./cluster.ts"
import { makeLinks } from "./links.ts"
import { warningsAbout } from "./modes.ts"
import { startNode } from "./node.ts"

let dir = ""
beforeEach(() => {
  dir = temporaryDir()
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** Every file, what is in it, and when it was written. */
const everything = (): readonly string[] =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const file = statSync(join(dir, name))
      return `${name} ${file.mtimeMs} ${file.isFile() ? readFileSync(join(dir, name), "utf8") : ""}`
    })

const cluster = (over: Partial<ClusterOptions>) => (): Promise<unknown> => startCluster({ ...localGroup, dir, ...over })

/** A broker of its own, of these lines of a configuration file; its data is in `broker-a-n0`. */
const broker =
  (...lines: readonly string[]) =>
  async (): Promise<unknown> =>
    startNode(brokerSpec(readSettings("broker", ["brokerName=broker-a", "listenPort=0", `storePathRootDir=${join(dir, "broker-a-n0")}`, ...lines].map(parseSet)), {}), makeLinks())

const member = (self: string, ...peers: readonly string[]): readonly string[] => ["enableDLegerCommitLog=true", `dLegerSelfId=${self}`, `dLegerPeers=${peers.map((id) => `${id}-127.0.0.1:1`).join(";")}`]

/** Data from before, of a group of these members; of some of them it may be gone. */
const group = (members: readonly string[], left: readonly string[] = members) => (): void => {
  for (const id of left) {
    claim(join(dir, `broker-a-${id}`), { store: "dledger", brokerName: "broker-a", member: id, members })()
    writeFileSync(join(dir, `broker-a-${id}`, "hard-state"), "")
  }
}
const master = (brokerName: string) => (): void => claim(join(dir, "broker-a-n0"), { store: "master-slave", brokerName })()
const none = (): void => {}

type Row = readonly [what: string, before: () => void, attempt: () => Promise<unknown>, says: RegExp]

const three = ["n0", "n1", "n2"] as const

const rows: readonly Row[] = [
  ["a DLedger group of none", none, cluster({ replicas: 0 }), /^--replicas 0: must be a whole number, 1 or more$/],
  ["a DLedger group of two", none, cluster({ replicas: 2 }), /^--replicas 2: a DLedger group of two acks nothing as soon as either is down/],
  ["half a broker", none, cluster({ replicas: 1.5 }), /^--replicas 1\.5: must be a whole number/],
  ["no groups", none, cluster({ groups: 0 }), /^--groups 0: /],
  ["no NameServers", none, cluster({ namesrvs: 0 }), /^--namesrvs 0: /],
  ["masters alone, with slaves", none, cluster({ mode: "multi-master", replicas: 2 }), /^--replicas 2: a multi-master cluster has no slaves/],
  ["copies without a slave", none, cluster({ mode: "async-replication", replicas: 1 }), /^--replicas 1: --mode async-replication needs a master and a slave/],
  ["two copies without a slave", none, cluster({ mode: "sync-double-write", replicas: 1 }), /^--replicas 1: --mode sync-double-write needs a master and a slave/],
  ["more copies than brokers", none, cluster({ mode: "sync-double-write", replicas: 2, config: { requiredAcks: 3 } }), /^--set requiredAcks=3: more copies than the 2 brokers/],

  ["a slave with its master's brokerId", none, broker("brokerRole=SLAVE", "brokerId=0"), /^--set: brokerId=0: a SLAVE needs a brokerId of 1 or more/],
  ["a slave without a master", none, () => brokerCommand({ set: ["brokerRole=SLAVE", "brokerId=1"], data: join(dir, "slave") }), /^brokerRole=SLAVE: this slave has no master, and nobody to ask where one is\. Give -n/],
  ["a member without peers", none, broker("enableDLegerCommitLog=true", "dLegerSelfId=n0"), /^dLegerPeers: must name all members/],
  ["a member that is none of its peers", none, broker(...member("n3", ...three)), /dLegerSelfId=n3: is none of dLegerPeers \(n0, n1, n2\)/],
  ["a peer that is there twice", none, broker(...member("n0", "n0", "n1", "n1")), /dLegerPeers=.*: names a member twice/],
  ["a member of a group of two", none, broker(...member("n0", "n0", "n1")), /dLegerPeers=.*: a DLedger group of two acks nothing/],

  ["a cluster of another mode, on the data of DLedger", group(three), cluster({ mode: "async-replication", replicas: 2 }), /broker-a-n0: this data is that of the DLedger member broker-a\/n0, not of the broker broker-a of a master-slave group\. Choose another directory with --data/],
  ["a DLedger group, on the data of a master", master("broker-a"), cluster({}), /broker-a-n0: this data is that of the broker broker-a of a master-slave group, not of the DLedger member broker-a\/n0/],
  ["a member, on the data of another one", group(three), broker(...member("n1", ...three)), /that of the DLedger member broker-a\/n0, not of the DLedger member broker-a\/n1/],
  ["a broker of another name", master("broker-b"), broker(), /that of the broker broker-b of a master-slave group, not of the broker broker-a/],
  ["a group of five, on the data of three", group(three), cluster({ replicas: 5 }), /that of a member of a group of n0, n1, n2, which is told now that it has n0, n1, n2, n3, n4; members stay the same/],
  ["a group of one, on the data of three", group(three), cluster({ replicas: 1 }), /which is told now that it has n0; members stay the same/],
  ["a group whose majority has no data any more", group(three, ["n0"]), cluster({}), /only broker-a\/n0 of the 3 members of broker-a has its data: what the others had acked may be lost\. Put their directories back, or begin with an empty --data/],
  ["data that does not say whose it is", () => {
    mkdirSync(join(dir, "broker-a-n0"))
    writeFileSync(join(dir, "broker-a-n0", "node.json"), "?")
  }, cluster({}), /node\.json: not JSON; it says whose data this is/]
]

test.each(rows)("%s: refused, and nothing is written", async (_what, before, attempt, says) => {
  before()
  const was = everything()
  await expect(attempt()).rejects.toThrow(says)
  expect(everything()).toEqual(was)
})

test("an even group starts, and what it costs is said", () => {
  expect(warningsAbout({ mode: "dledger", replicas: 4 })).toEqual(["--replicas 4: a group of 4 bears no more nodes down than one of 3 (1), and every ack waits for 3 disks instead of 2"])
  for (const replicas of [1, 3, 5]) expect(warningsAbout({ mode: "dledger", replicas })).toEqual([])
})

test("a member whose directory is gone comes back as one that has lost its disk, not as a founder", async () => {
  const running = await startCluster({ ...localGroup, dir })
  await running.ready(60_000)
  await running.stop()
  rmSync(join(dir, "broker-a-n1"), { recursive: true })
  const again = await startCluster({ ...localGroup, dir })
  await again.ready(60_000)
  await again.stop()
  const [, first = ""] = readFileSync(join(dir, "broker-a-n1", "journal-1.jsonl"), "utf8").split("\n")
  expect(JSON.parse(first)).toMatchObject([{ _tag: "Recovered", blank: true, bootstrap: false }, expect.anything()])
})

test("links of nodes that are not there, or on both sides, are cut by nobody", async () => {
  await using kit = await startKit({ mode: "multi-master", groups: 2 })
  await expect(kit.partition(["broker-a/n0"], ["broker-c/n0"])).rejects.toThrow(/"broker-c\/n0" is no address, node or role here; nodes: namesrv\/0, broker-a\/n0, broker-b\/n0/)
  await expect(kit.partition(["broker-a/n0"], ["broker-a/master", "broker-b/n0"])).rejects.toThrow(/broker-a\/n0 is in groups\[0\], too/)
  await expect(kit.cut("broker-a/n0", "broker-b/n7")).rejects.toThrow(/"broker-b\/n7" is no address/)
  await expect(kit.network({ to: "nobody", drop: 1 })).rejects.toThrow(/"nobody" is no address/)
  await kit.createTopic("orders")
  await kit.send("orders", "one")
})

test("journals of another version of the spec are not judged", async () => {
  const file = join(dir, "journal-1.jsonl")
  openJournal(file, { journal: "rocketproof", version: 1, machine: "name-server", node: "namesrv/0", life: 1, config: nameServerDefaults }).close()
  const [head = ""] = readFileSync(file, "utf8").split("\n")
  writeFileSync(file, `${JSON.stringify({ ...(JSON.parse(head) as object), spec: "another" })}\n`)
  const was = everything()
  const said: string[] = []
  const log = console.log
  console.log = (line: string) => void said.push(line)
  try {
    expect(await validate(dir, {})).not.toBe(0)
  } finally {
    console.log = log
  }
  expect(said.join("\n")).toMatch(/journal-1\.jsonl, line 1: it is of another version of spec\/ \(another, here [0-9a-f]{12}\)/)
  expect(everything()).toEqual(was)
})
