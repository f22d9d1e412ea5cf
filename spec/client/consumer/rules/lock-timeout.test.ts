import { describe, expect, test } from "vitest"
import { askedLock, armedRenewal, holding, locking, member, renewal, SLAVE, take } from "../testing.ts"
import { learn, POLL } from "../../testing.ts"

describe("LockTimeout", () => {
  test("renews: asks for the lock that it holds, and goes on pulling", () => {
    const { verdict, next, outputs } = take(holding(), renewal)
    expect(verdict).toBe("renews")
    expect(next).toEqual(holding())
    expect(outputs).toEqual([askedLock("renew broker-a@0"), armedRenewal])
  })

  test("renews: without a master nobody can be asked", () => {
    expect(take(holding(), POLL, learn(SLAVE), renewal).outputs).toEqual([armedRenewal])
  })

  test("not held: nothing happens", () => {
    for (const self of [locking(), member()]) expect(take(self, renewal)).toEqual({ verdict: "not held", next: self, outputs: [] })
  })
})
