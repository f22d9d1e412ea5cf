import { expect, test } from "vitest"
import { explore } from "../../models/engine/index.ts"
import type { Trace } from "../../models/engine/result.ts"
import { mutants } from "../mutants/index.ts"
import { modelWith, type Mutant } from "../mutants/mutant.ts"
import { suiteOf } from "../suites.ts"
import { tell } from "./tell.ts"
import type { Telling } from "./telling.ts"
import { withoutBug } from "./without-bug.ts"

const runOf = (id: string) => {
  const mutant = mutants.find((each) => each.id === id) as Mutant
  const suite = suiteOf(mutant.model)
  const model = modelWith(suite, mutant)
  const found = explore(model, { stopAt: [mutant.property] }).properties.find((each) => each.id === mutant.property)
  return { suite, model, found, trace: found?.trace as Trace }
}

const toldOf = (id: string): Telling => {
  const { suite, model, found, trace } = runOf(id)
  return tell(suite, found, trace, { model, mutant: id })
}

const right = (id: string): readonly string[] => toldOf(id).why.filter((line) => /^(?:Without the bug|It would not have)/.test(line))

test("the step is named that the rules as they are would make another, and what it would be", () => {
  // The bug acts before the last step; what it changes is told of its state, or is a message.
  expect(right("timer-copy-ends-nothing")).toEqual(["Without the bug step 2 (TimerMessageTimeout of timer message 0) would have come to this: broker timer messages: no more."])
  expect(right("half-message-flag-ignored")[0]).toMatch(/^Without the bug step 1 \(a producer sends m1\) would have come to this: broker log: m1@RMQ_SYS_TRANS_HALF_TOPIC~;/)
  // A step that the rules as they are do not make.
  expect(right("acting-master-writable")).toEqual(["Without the bug step 1 (a producer sends m1 to a1) could not be made."])
  // What shows in nothing that is told of a state.
  expect(right("copied-and-not-saved")[0]).toMatch(/would be another: it asks for SaveOffsets\.$/)
})

test("the run of a model without a bug has no such step, and nothing is said of it", () => {
  const { suite } = runOf("acting-master-writable")
  const model = suite.model()
  const found = explore(model, { stopAt: ["message acked before the faults"] }).properties.find(({ id }) => id === "message acked before the faults")
  expect(withoutBug(model, found?.trace as Trace)).toBeUndefined()
  expect(tell(suite, found, found?.trace as Trace).why.join("\n")).not.toMatch(/Without the bug/)
})

test("of one machine alone the promise says what should have been, by name and value, and no state is told as JSON", () => {
  for (const [id, ...should] of [
    ["checks-not-counted", "halves 0 checks is 0, should be 1."],
    ["busy-level-stops", "It should give out ArmTimer(DelayTimeout(level 1), 100 ms), and does not."],
    ["second-return-renames", "It gives out WriteCopy(source 0, index 1), in which rewrite set ORIGIN_MESSAGE_ID is id, should be first."]
  ] as const) {
    const telling = toldOf(id)
    for (const line of should) expect(telling.why).toContain(line)
    expect(telling.why[0]).toMatch(new RegExp(`^Step ${telling.steps.length} breaks `))
    expect(JSON.stringify([telling.why, telling.steps.map(({ text, changes }) => [text, changes]), telling.initial.map(({ fields }) => fields.map(({ value }) => value))])).not.toMatch(/_tag|\\"/)
  }
})
