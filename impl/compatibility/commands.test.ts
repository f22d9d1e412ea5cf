import { expect, test } from "vitest"
import { commands } from "./commands.ts"

test("each command stands in the table once a version, and each that is refused says which request it is, or why it cannot", () => {
  for (const version of ["4.9.7", "5.5.0"] as const) {
    const rows = commands.filter(({ setup, only }) => !setup && (only === undefined || only === version))
    const args = rows.map((row) => row.args)
    expect(new Set(args).size).toBe(args.length)
  }
  expect(commands.filter((command) => command.refused && command.note === undefined && !command.expect.source.includes("not supported"))).toEqual([])
})
