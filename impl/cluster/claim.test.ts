import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { claim, type Identity } from "./claim.ts"

const a: Identity = { store: "master-slave", brokerName: "broker-a" }
const n0: Identity = { store: "dledger", brokerName: "broker-a", member: "n0" }
/** A process that is alive, and not this one. */
const other = process.ppid

let root = ""
let dir = ""
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "rocketproof-claim-"))
  dir = join(root, "data")
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

test("taken, let go of, taken again by the same broker", () => {
  const release = claim(dir, a)
  expect(readdirSync(dir).sort()).toEqual(["lock", "node.json"])
  release()
  expect(readdirSync(dir)).toEqual(["node.json"])
  claim(dir, a)()
})

test.each([
  ["a DLedger member", n0, a, /that of the DLedger member broker-a\/n0, not of the broker broker-a of a master-slave group/],
  ["another member", n0, { ...n0, member: "n1" }, /not of the DLedger member broker-a\/n1/],
  ["another broker", a, { ...a, brokerName: "broker-b" }, /not of the broker broker-b/]
] as const)("the data of %s is refused, and nothing is written", (_what, first, second, says) => {
  claim(dir, first)()
  const before = readdirSync(dir)
  expect(() => claim(dir, second)).toThrow(says)
  expect(() => claim(dir, second)).toThrow(/--data or storePathRootDir/)
  expect(readdirSync(dir)).toEqual(before)
})

test("in use by another process: refused with its id; its lock stays", () => {
  claim(dir, a)()
  writeFileSync(join(dir, "lock"), JSON.stringify({ pid: other }))
  expect(() => claim(dir, a)).toThrow(`${dir}: process ${other} has this data directory. Stop it, or`)
  expect(existsSync(join(dir, "lock"))).toBe(true)
})

test.each([
  ["of a process that is gone", JSON.stringify({ pid: 2 ** 22 + 1 })],
  ["of another process with the same id", JSON.stringify({ pid: other, started: "1" })],
  ["of an earlier life in this process", JSON.stringify({ pid: process.pid })],
  ["cut off", "{"]
])("a lock %s is nobody's", (_what, text) => {
  claim(dir, a)()
  writeFileSync(join(dir, "lock"), text)
  claim(dir, a)()
  expect(readdirSync(dir)).toEqual(["node.json"])
})

test("RocketMQ's own store is taken by a broker that keeps one like it, and by nobody else", () => {
  mkdirSync(join(dir, "commitlog"), { recursive: true })
  expect(() => claim(dir, n0)).toThrow(/a store in it that no DLedger member of this program has written/)
  expect(readdirSync(dir)).toEqual(["commitlog"])
  claim(dir, a)()
  expect(readdirSync(dir).sort()).toEqual(["commitlog", "node.json"])
})

test("RocketMQ's store of a DLedger member is taken by that member, if it replicates as RocketMQ's do", () => {
  const released: Identity = { ...n0, replication: "dledger-0.3.1.2" }
  for (const name of ["consumequeue", "dledger-n0"]) mkdirSync(join(dir, name), { recursive: true })
  expect(() => claim(dir, n0)).toThrow(/a store in it that no DLedger member of this program has written/)
  expect(() => claim(dir, { ...released, member: "n1" })).toThrow(/and none of this member of a DLedger group/)
  claim(dir, released)()
  expect(() => claim(dir, n0)).toThrow(/replicates as dledger-0\.3\.1\.2, which is told now to do so as raft; its files are others\. Set replication as it was/)
  claim(dir, released)()
})

test("a log of a DLedger member is none of RocketMQ's masters", () => {
  mkdirSync(join(dir, "commitlog"), { recursive: true })
  writeFileSync(join(dir, "commitlog", "meta"), "")
  expect(() => claim(dir, a)).toThrow(/that of a DLedger member/)
})

test("a file in the place of the directory, and of whose it is", () => {
  writeFileSync(dir, "")
  expect(() => claim(dir, a)).toThrow(/is no directory/)
  rmSync(dir)
  mkdirSync(dir)
  writeFileSync(join(dir, "node.json"), "{")
  expect(() => claim(dir, a)).toThrow(/node\.json: not JSON; .*Write it anew/)
})

// Root may write everywhere.
test.skipIf(process.getuid?.() === 0)("a directory that cannot be written", () => {
  mkdirSync(dir)
  chmodSync(dir, 0o555)
  expect(() => claim(dir, a)).toThrow(/cannot be written .* Give this user the right to/)
  expect(readdirSync(dir)).toEqual([])
})
