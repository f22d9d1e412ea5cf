import { describe, expect, test } from "vitest"
import { armed, finished, fresh, routed, send, sent, take, timeout } from "../testing.ts"

describe("SendTimeout", () => {
  test("unanswered: sends again, to the same broker if there is no other", () => {
    const { verdict, next, outputs } = take(routed(), send(), timeout())
    expect(verdict).toBe("unanswered")
    expect(next.sends).toMatchObject([{ attempt: 1, uncertain: true }])
    expect(outputs).toEqual([sent("a:1", 1, 1), armed()])
  })

  test("unanswered: after the last try the outcome is unknown", () => {
    expect(take(routed(), send(), timeout(), timeout(), timeout()).outputs).toEqual(finished("UNKNOWN"))
  })

  test("no route yet: nothing was sent, it has failed", () => {
    const { verdict, next, outputs } = take(fresh(), send(), timeout())
    expect(verdict).toBe("no route yet")
    expect(next.sends).toEqual([])
    expect(outputs).toEqual(finished("FAILED"))
  })

  test("finished: nothing happens", () => {
    const self = routed()
    const { verdict, next, outputs } = take(self, timeout())
    expect(verdict).toBe("finished")
    expect(next).toBe(self)
    expect(outputs).toEqual([])
  })
})
