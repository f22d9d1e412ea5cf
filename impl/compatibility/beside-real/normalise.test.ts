import { expect, test } from "vitest"
import { difference, normalise } from "./normalise.ts"

test("what differs from run to run is called the same, what an operator reads stays", () => {
  const printed = [
    "broker-a  0  127.0.0.1:10911  V4_9_7   2.99 0.0",
    "\tat org.apache.rocketmq.tools.Command.execute(Command.java:12)",
    "",
    "0A00000100002A139FC4 7F000001000018B4AAC20000000000FF 2026-11-30 12:00:01,234 1795403140835 10.0.0.2",
    "CODE: 3  DESC:  request type 99 not supported (NAME)",
    "192.0.2.2@admin-run#77 from 192.0.2.2:5001 on /var/tmp/x"
  ].join("\n")
  expect(normalise(printed, [["127.0.0.1:10911", "{broker-a}"], ["/var/tmp/x", "{dir}"]])).toEqual([
    "broker-a 0 {broker-a} {version} {n} {n}",
    "0A00000100002A139FC4 {id} {time} {ms} 10.0.0.2",
    "CODE: 3 DESC: request type 99 not supported",
    "{client} from {address} on {dir}"
  ])
})

test("lines are compared whatever their order, and as often as they come", () => {
  expect(difference(["a", "b", "b"], ["b", "a", "c"])).toEqual({ missing: ["b"], added: ["c"] })
  expect(difference(["a"], ["a"])).toEqual({ missing: [], added: [] })
})
