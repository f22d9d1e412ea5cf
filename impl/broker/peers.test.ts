import { expect, test } from "vitest"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { until } from "../testing/client.ts"
import { encodePeerFrame, openPeers, type Peers, peerFrames } from "./peers.ts"

const vote: BrokerEvent = { _tag: "RequestVoteReply", from: "n1", term: 3, granted: true }
const append = (prevLogIndex: number, lastIndex: number): BrokerEvent => ({
  _tag: "AppendEntries",
  from: "n1",
  term: 1,
  entries: { prevLogIndex, prevLogTerm: -1, runs: lastIndex > prevLogIndex ? [{ first: prevLogIndex + 1, term: 1 }] : [], lastIndex },
  leaderCommit: -1
})

const receive = (...chunks: readonly Buffer[]): readonly { readonly event: BrokerEvent; readonly bodies: readonly string[]; readonly from: string }[] => {
  const found: { event: BrokerEvent; bodies: readonly string[]; from: string }[] = []
  const take = peerFrames("broker-a", (node) => node === "n1" || node === "n2", (event, bodies, from) => found.push({ event, from, bodies: bodies.map(String) }))
  for (const chunk of chunks) take(chunk)
  return found
}

test("frames come out as they went in, however the stream is cut", () => {
  const frames = Buffer.concat([encodePeerFrame("broker-a", "n1", append(-1, 1), [Buffer.from("one"), Buffer.from("")]), encodePeerFrame("broker-a", "n1", vote, [])])
  const whole = receive(frames)
  expect(whole).toEqual([
    { event: append(-1, 1), bodies: ["one", ""], from: "n1" },
    { event: vote, bodies: [], from: "n1" }
  ])
  expect(receive(...Array.from(frames, (byte) => Buffer.from([byte])))).toEqual(whole)
})

test.each<[string, Buffer, RegExp]>([
  ["a stranger", encodePeerFrame("broker-a", "n9", { ...vote, from: "n9" } as BrokerEvent, []), /n9, which is no peer/],
  ["a member of another group", encodePeerFrame("broker-b", "n1", vote, []), /^n1 is of the group "broker-b", not of broker-a\. Its addresses lead here: look at its dLegerPeers/],
  ["a member of an earlier version", Buffer.from(encodePeerFrame("broker-a", "n1", vote, []).toString("latin1").replace('"wire":1', '"wxyz":1'), "latin1"), /^n1 speaks another version of the protocol between members \(an early one, here 1\)\. Run the same version/],
  ["a member of a later version", Buffer.from(encodePeerFrame("broker-a", "n1", vote, []).toString("latin1").replace('"wire":1', '"wire":9'), "latin1"), /^n1 speaks another version of the protocol between members \(9, here 1\)\. Run the same version/],
  ["nobody", Buffer.from(encodePeerFrame("broker-a", "n1", vote, []).toString("latin1").replace('"from":"n1"', '"form":"n1"'), "latin1"), /a message of nobody/],
  ["a member that speaks for another", encodePeerFrame("broker-a", "n2", vote, []), /n2 speaks for n1/],
  ["a request of a client", encodePeerFrame("broker-a", "n1", { _tag: "HoldTimeout", request: "r", queue: "t@0" }, []), /no message of a peer/],
  ["a term that is no number", encodePeerFrame("broker-a", "n1", { ...vote, term: "3" } as unknown as BrokerEvent, []), /no message of a peer/],
  ["an event without a field", encodePeerFrame("broker-a", "n1", { _tag: "RequestVoteReply", from: "n1", term: 3 } as unknown as BrokerEvent, []), /no message of a peer/],
  ["fewer bodies than entries", encodePeerFrame("broker-a", "n1", append(-1, 1), [Buffer.from("one")]), /2 entries with 1 bodies/],
  ["bodies where there are no entries", encodePeerFrame("broker-a", "n1", vote, [Buffer.from("one")]), /0 entries with 1 bodies/],
  ["a length below zero", Buffer.from([255, 255, 255, 255, 0, 0, 0, 0]), /-1 bytes/],
  ["a header longer than its frame", Buffer.from([0, 0, 0, 8, 0, 0, 0, 99, 1, 2, 3, 4]), /header of 99 bytes/],
  ["a header that is not JSON", Buffer.from([0, 0, 0, 6, 0, 0, 0, 2, 0x7b, 0x7b]), /JSON/]
])("refused: %s", (_what, frame, error) => {
  expect(() => receive(frame)).toThrow(error)
})

test("refused: sizes that do not add up", () => {
  const frame = encodePeerFrame("broker-a", "n1", append(-1, 0), [Buffer.from("one")])
  const lying = Buffer.from(frame.toString("latin1").replace('"sizes":[3]', '"sizes":[9]'), "latin1")
  expect(() => receive(lying)).toThrow(/do not add up to 3 bytes/)
})

test("a slave that its master was not told of is answered on its own stream, and missed when that breaks", async () => {
  const listenAt = { host: "127.0.0.1", port: 0 }
  const said: string[] = []
  const hear = (who: string) => (event: BrokerEvent) => void said.push(`${who} hears ${event._tag}`)
  const lose = (who: string) => (peer: string) => void said.push(`${who} has lost ${peer}`)
  const common = { network: nodeNetwork, group: "broker-a", listenAt, isCut: () => false }
  const master: Peers = await openPeers({ ...common, self: "n0", peers: new Map(), admits: true, received: hear("master"), lost: lose("master") })
  const addresses = new Map([["n0", null as { host: string; port: number } | null]])
  const slave: Peers = await openPeers({ ...common, self: "n1", peers: addresses, received: hear("slave"), lost: lose("slave") })
  const heard = (line: string): Promise<boolean> => until(line, async () => (said.includes(line) ? true : undefined))
  try {
    const connect: BrokerEvent = { _tag: "HaConnected", from: "n1", connection: "c" }
    slave.send("n0", connect, [])
    expect(said.splice(0)).toEqual(["slave has lost n0"])
    addresses.set("n0", { host: "127.0.0.1", port: master.listening.port })
    slave.send("n0", connect, [])
    await heard("master hears HaConnected")
    master.send("n1", { ...connect, from: "n0" }, [])
    await heard("slave hears HaConnected")
    // What a slave may not say: its master's words.
    slave.send("n0", { ...connect, from: "n0" }, [])
    await heard("master has lost n1")
    await heard("slave has lost n0")
    master.send("n1", { ...connect, from: "n0" }, [])
    expect(said.filter((line) => line === "slave hears HaConnected")).toHaveLength(1)
  } finally {
    master.close()
    slave.close()
  }
})

test("a stranger is refused and told of once, and nothing that it says is taken", async () => {
  const common = { network: nodeNetwork, self: "n0", listenAt: { host: "127.0.0.1", port: 0 }, isCut: () => false }
  const heard: string[] = []
  const refused: string[] = []
  const member: Peers = await openPeers({ ...common, group: "broker-a", peers: new Map([["n1", null]]), received: ({ _tag }) => void heard.push(_tag), refused: (why) => void refused.push(why) })
  const at = { host: "127.0.0.1", port: member.listening.port }
  let lost = 0
  const stranger: Peers = await openPeers({ ...common, self: "n1", group: "broker-b", peers: new Map([["n0", at]]), received: () => {}, lost: () => void lost++ })
  const friend: Peers = await openPeers({ ...common, self: "n1", group: "broker-a", peers: new Map([["n0", at]]), received: () => {} })
  try {
    for (let i = 1; i <= 3; i++) {
      stranger.send("n0", vote, [])
      await until("its stream closed", async () => (lost >= i ? true : undefined))
    }
    expect(refused).toEqual([expect.stringMatching(/^n1 is of the group "broker-b", not of broker-a/)])
    expect(heard).toEqual([])
    friend.send("n0", vote, [])
    await until("the friend's word", async () => (heard.length === 1 ? true : undefined))
  } finally {
    for (const each of [member, stranger, friend]) each.close()
  }
})
