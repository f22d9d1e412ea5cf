import { expect, test } from "vitest"
import { seededRandom, virtualClock } from "../simulated/clock.ts"
import { simulatedNetwork } from "../simulated/network.ts"
import { cutNetwork, shapedBy } from "./bad-links.ts"
import { makeLinks, type NetworkRule } from "./links.ts"

const nothing: NetworkRule = { drop: 0, delayMs: 0, reorder: 0 }

const shaping = () => {
  const [clock, links] = [virtualClock(), makeLinks()]
  const shape = shapedBy(links, clock, seededRandom(1))
  const got: string[] = []
  return { clock, links, got, say: (kind: string, what: string, from = "a") => shape(from, "b", kind, () => void got.push(what)), wait: (ms: number) => { while (clock.step(clock.now() + ms)); } }
}

test("messages of a kind are lost, those of others are not", () => {
  const { links, got, say } = shaping()
  links.rule({ ...nothing, kind: "AppendEntries", drop: 1 })
  say("AppendEntries", "lost")
  say("RequestVote", "vote")
  links.rule({ ...nothing, kind: "AppendEntries" })
  say("AppendEntries", "entry")
  expect(got).toEqual(["vote", "entry"])
})

test("late ones come late, and of one link only", () => {
  const { links, got, say, wait } = shaping()
  links.rule({ ...nothing, from: "a", to: "b", delayMs: 50 })
  say("RequestVote", "late")
  say("RequestVote", "at once", "c")
  expect(got).toEqual(["at once"])
  wait(50)
  expect(got).toEqual(["at once", "late"])
})

test("one that is overtaken comes behind the next, or after a while if there is none", () => {
  const { links, got, say, wait } = shaping()
  links.rule({ ...nothing, kind: "AppendEntries", reorder: 1 })
  say("AppendEntries", "first")
  say("RequestVote", "second")
  expect(got).toEqual(["second", "first"])
  say("AppendEntries", "third")
  expect(got).toHaveLength(2)
  wait(100)
  expect(got).toEqual(["second", "first", "third"])
  links.heal()
  say("AppendEntries", "fourth")
  expect(got.at(-1)).toBe("fourth")
})

test("of a stream to a NameServer, what is on its way when the link is cut arrives once it is healed", async () => {
  const [clock, random, links] = [virtualClock(), seededRandom(1), makeLinks()]
  const network = simulatedNetwork(clock, random)
  const heard: string[] = []
  const answered: string[] = []
  await network.of("namesrv/0").listen({ host: "h", port: 1 }, {
    opened: (connection) => ({
      received: (chunk) => {
        heard.push(chunk.toString())
        connection.send(Buffer.from("answer"))
      },
      closed: () => {}
    })
  })
  const guarded = cutNetwork(network.of("broker-a/n0"), "broker-a/n0", () => "namesrv/0", links)
  const wait = (ms: number): void => {
    while (clock.step(clock.now() + ms));
  }
  const connection = guarded.connect({ host: "h", port: 1 }, { opened: () => ({ received: (chunk) => answered.push(chunk.toString()), closed: () => answered.push("closed") }) })
  links.cut("broker-a/n0", "namesrv/0")
  connection.send(Buffer.from("one"))
  wait(1_000)
  expect(heard.join("")).toBe("")
  links.heal()
  links.cut("namesrv/0", "broker-a/n0")
  wait(1_000)
  expect([heard.join(""), answered.join("")]).toEqual(["one", ""])
  links.heal()
  expect(answered.join("").startsWith("answer")).toBe(true)
})
