import { describe, expect, test } from "vitest"
import { askedRoute } from "../../testing.ts"
import { armed, finished, reply, routed, send, sent, take, timeout, TWO } from "../testing.ts"

const sending = take(routed(TWO), send()).next
const place = { brokerName: "broker-a", queueId: 0, queueOffset: 7 }

describe("SendReply", () => {
  test("acked: SEND_OK", () => {
    const { verdict, next, outputs } = take(sending, reply("m1/0", "SUCCESS", 7))
    expect(verdict).toBe("acked")
    expect(next.sends).toEqual([])
    expect(outputs).toEqual(finished("SEND_OK", place))
  })

  test.each(["FLUSH_DISK_TIMEOUT", "FLUSH_SLAVE_TIMEOUT", "SLAVE_NOT_AVAILABLE"] as const)("stored, not acked: %s is not SEND_OK (D3)", (code) => {
    const { verdict, outputs } = take(sending, reply("m1/0", code, 7))
    expect(verdict).toBe("stored, not acked")
    expect(outputs).toEqual(finished(code, place))
  })

  test("stored, not acked: tries again, if the application wants it; the status is the outcome when no try does better", () => {
    const self = take(routed(TWO, { retryAnotherBrokerWhenNotStoreOK: true, retryTimesWhenSendFailed: 1 }), send()).next
    const { verdict, next, outputs } = take(self, reply("m1/0", "SLAVE_NOT_AVAILABLE", 7))
    expect(verdict).toBe("stored, not acked: tries again")
    expect(outputs).toEqual([sent("b:1", 0, 1), armed()])
    expect(take(next, reply("m1/1", "SYSTEM_ERROR")).outputs).toEqual(finished("SLAVE_NOT_AVAILABLE"))
    expect(take(next, reply("m1/1", "FLUSH_SLAVE_TIMEOUT", 1)).verdict).toBe("stored, not acked")
  })

  test.each(["SERVICE_NOT_AVAILABLE", "SYSTEM_ERROR", "TOPIC_NOT_EXIST", "NO_PERMISSION"] as const)("refused: tries again on another broker, %s", (code) => {
    const { verdict, outputs } = take(sending, reply("m1/0", code))
    expect(verdict).toBe("refused: tries again")
    expect(outputs).toEqual([sent("b:1", 0, 1), armed()])
  })

  test.each([
    ["SERVICE_NOT_AVAILABLE", "UNKNOWN"],
    ["SYSTEM_ERROR", "UNKNOWN"],
    ["NO_PERMISSION", "FAILED"]
  ] as const)("refused: no try is left, %s means %s", (code, outcome) => {
    const last = take(sending, reply("m1/0", "NO_PERMISSION"), reply("m1/1", "NO_PERMISSION")).next
    const { verdict, next, outputs } = take(last, reply("m1/2", code))
    expect(verdict).toBe("refused")
    expect(next.sends).toEqual([])
    expect(outputs).toEqual(finished(outcome))
  })

  test("refused: some errors are the end at once", () => {
    expect(take(sending, reply("m1/0", "MESSAGE_ILLEGAL")).outputs).toEqual(finished("FAILED"))
  })

  test("refused: what an earlier try may have stored stays unknown", () => {
    expect(take(sending, timeout(), reply("m1/1", "MESSAGE_ILLEGAL")).outputs).toEqual(finished("UNKNOWN"))
  })

  test("refused: the route is asked for, if the configuration says so", () => {
    const self = take(routed(TWO, { pollRouteOnFailure: true }), send()).next
    expect(take(self, reply("m1/0", "SERVICE_NOT_AVAILABLE")).outputs).toEqual([sent("b:1", 0, 1), armed(), askedRoute("ns0")])
  })

  test("late: the answer to an earlier try counts no more, its message may be stored twice (W14)", () => {
    const self = take(sending, timeout()).next
    const { verdict, next, outputs } = take(self, reply("m1/0", "SUCCESS", 7))
    expect(verdict).toBe("late")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
    expect(take(self, reply("m1/1", "SUCCESS", 8)).outputs).toEqual(finished("SEND_OK", { brokerName: "broker-b", queueId: 0, queueOffset: 8 }))
  })
})
