import { expect, test } from "vitest"
import { follower, pushed } from "../../spec/dledger/testing.ts"
import type { RequestMessage } from "../dledger/messages.ts"
import { DLedgerRequestCode } from "../remoting/codes.ts"
import { broughtBack, type Configuration, handle, restarted, start } from "./configuration.ts"
import { hidden } from "./hidden.ts"
import type { Rpc } from "./traffic.ts"

const asks = (message: RequestMessage): Rpc => ({ line: 7, at: 0, asked: { code: DLedgerRequestCode.PUSH, group: "broker-a", from: "n1", to: "n0", message, entries: [] } })

const after = (before: Configuration, message: RequestMessage): Configuration => handle(before, asks(message)).after

const following = { ...start(follower({ log: [1, 1, 1, 1], term: 1 })), mayRestart: true }
const cut = after(following, { _tag: "PushTruncate", term: 1, opaque: 0, index: 1, entries: pushed(1, 1), commitIndex: 0 })

test("what a TRUNCATE has cut may be back after a restart, and is counted", () => {
  expect(cut.self.log.lastIndex).toBe(1)
  expect(broughtBack(cut)).toMatchObject({ self: { log: { lastIndex: 3 } }, filled: { restarts: 1, back: 2 }, remains: undefined })
  expect(restarted(cut)).toMatchObject({ self: { log: { lastIndex: 1 } }, filled: { restarts: 1, back: 0 } })
  const vote = { kind: "asks", rpc: { ...asks({ _tag: "VoteRequest", term: 1, ledgerEndIndex: 3, ledgerEndTerm: 1 }), line: 9 }, line: 9 } as const
  expect([...hidden(cut, vote, [])].map(({ self }) => self.log.lastIndex)).toContain(3)
})

test("once another entry is written over it, it is gone; the same one changes nothing", () => {
  expect(broughtBack(following)).toBeUndefined()
  const same = after(cut, { _tag: "PushAppend", term: 1, entries: pushed(2, 1), commitIndex: 0 })
  expect(broughtBack(same)).toMatchObject({ self: { log: { lastIndex: 3 } }, filled: { back: 1 } })
  const whole = after(same, { _tag: "PushAppend", term: 1, entries: pushed(3, 1), commitIndex: 0 })
  expect(broughtBack(whole)).toBeUndefined()
  const inTermTwo = { ...cut, self: { ...cut.self, raft: { ...cut.self.raft, term: 2 } } }
  const other = after(inTermTwo, { _tag: "PushAppend", term: 2, entries: pushed(2, 2), commitIndex: 0 })
  expect(other.self.log.lastIndex).toBe(2)
  expect(broughtBack(other)).toBeUndefined()
})
