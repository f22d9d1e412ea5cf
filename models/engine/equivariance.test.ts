import { expect, test } from "vitest"
import { raft } from "../reference/raft.ts"
import { twoPhaseCommit } from "../reference/two-phase-commit.ts"
import { findAsymmetry } from "./index.ts"
import { drawnModel, drawnSymmetricModel } from "./testing.ts"

const walks = { seed: 1, runs: 20, steps: 20 }

test("the reference models do the same under other names", () => {
  expect(findAsymmetry(twoPhaseCommit(3), walks)).toBeUndefined()
  expect(findAsymmetry(raft({ nodes: 3, crashes: 1 }), walks)).toBeUndefined()
})

test("so do models that are drawn symmetric, and others seldom", () => {
  const symmetry = { permutations: [[0, 1, 2], [1, 0, 2]], renameLocal: (_slot: number, local: number) => local, renameMessage: (message: number) => message }
  let asymmetric = 0
  for (let seed = 0; seed < 30; seed++) {
    expect(findAsymmetry(drawnSymmetricModel(seed), walks)).toBeUndefined()
    if (findAsymmetry({ ...drawnModel(seed, false), symmetry }, walks) !== undefined) asymmetric++
  }
  expect(asymmetric).toBeGreaterThan(20)
})

test("a name that is left as it was is found", () => {
  const model = raft({ nodes: 3, crashes: 0 })
  if (model.symmetry === undefined) throw new Error("it has a symmetry")
  const { symmetry } = model
  const forgetful = { ...model, symmetry: { ...symmetry, renameMessage: (message: Parameters<typeof symmetry.renameMessage>[0]) => message } }
  expect(findAsymmetry(forgetful, walks)?.what).toMatch(/is a step from .* no step comes to the same$/)
})

test("so is a rule or a property that favours a node", () => {
  const model = raft({ nodes: 3, crashes: 0 })
  const lazy: typeof model = { ...model, actions: (slot, local) => (slot === 2 ? [] : model.actions(slot, local)) }
  expect(findAsymmetry(lazy, walks)?.what).toMatch(/is a step from .* no step comes to the same$/)
  const partial: typeof model = { ...model, properties: [{ kind: "always", id: "n0 stays behind", reads: [0], holds: ([local]) => local !== undefined && "node" in local && local.node.term < 1 }] }
  expect(findAsymmetry(partial, walks)?.what).toMatch(/n0 stays behind/)
})
