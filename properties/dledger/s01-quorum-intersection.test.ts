/**
 * S1 QuorumIntersection: any two sets that are accepted as a quorum, for an election or a commit, share a member (E3). Over
 * the predicate itself, for groups of one to seven.
 */
import { describe, expect, test } from "vitest"
import { quorum } from "../../spec/raft/quorum.ts"

const subsets = (n: number): readonly (readonly number[])[] =>
  Array.from({ length: 2 ** n }, (_, bits) => Array.from({ length: n }, (_, i) => i).filter((i) => (bits >> i) & 1))

const disjointPairs = (n: number, enough: number): number => {
  const quorums = subsets(n).filter((set) => set.length >= enough)
  return quorums.reduce((count, a) => count + quorums.filter((b) => !a.some((member) => b.includes(member))).length, 0)
}

describe.each([1, 2, 3, 4, 5, 6, 7])("a group of %i", (n) => {
  test("any two quorums share a member", () => {
    expect(disjointPairs(n, quorum(n))).toBe(0)
  })

  test("a quorum can be had with as many members down as E3 says: ⌊(n−1)/2⌋", () => {
    expect(n - quorum(n)).toBe(Math.floor((n - 1) / 2))
  })
})

test.each([2, 4, 6])("half of %i is not enough: two halves share nobody", (n) => {
  expect(disjointPairs(n, n / 2)).toBeGreaterThan(0)
})
