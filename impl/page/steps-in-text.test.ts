import { expect, test } from "vitest"
import { stepsIn } from "./steps-in-text.ts"

const linked = (text: string, count = 12) => stepsIn(text, count).map(({ text: piece, step }) => (step === undefined ? piece : [step]))

test.each([
  ["acked at step 9.", ["acked at step ", [9], "."]],
  ["steps 3 to 5 again", ["steps ", [3], " to ", [5], " again"]],
  ["at step 2 and step 3", ["at step ", [2], " and step ", [3]]],
  ["no number here, step by step", ["no number here, step by step"]],
  ["step 13 is beyond", ["step ", "13", " is beyond"]],
  ["step 0", ["step ", "0"]]
])("%s", (text, pieces) => {
  expect(linked(text)).toEqual(pieces)
})

test("nothing of the sentence is lost", () => {
  const text = "m1 was answered at step 9, steps 3 to 5 and step 99, misstep 4."
  expect(stepsIn(text, 12).map((piece) => piece.text).join("")).toBe(text)
})
