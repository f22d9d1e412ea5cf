/**
 * What programs of other languages say of their cases, one JSON line each, and the tables that are made of it.
 *
 * @module
 */
import { execFileSync, spawn } from "node:child_process"
import { createInterface } from "node:readline"

export interface Case {
  readonly case: string
  readonly status: "PASS" | "FAIL"
  readonly detail: string
}

export interface Ran {
  readonly client: string
  readonly version: string
  readonly cases: readonly Case[]
}

/** A program and the argument with which it tells its version. */
export type Tool = readonly [tool: string, argument: string]

/** The first of them that is not on this machine. */
export const missingOf = (tools: readonly Tool[]): string | undefined =>
  tools.find(([tool, argument]) => {
    try {
      execFileSync(tool, [argument], { stdio: "ignore" })
      return false
    } catch {
      return true
    }
  })?.[0]

export const say = (line: string): boolean => process.stdout.write(`${line}\n`)

export const sayCase = ({ status, case: name, detail }: Case): boolean => say(`${status} ${name}${detail === "" ? "" : `: ${detail}`}`)

const TIMEOUT_MS = 15 * 60_000

/** Runs a program to its end; what it prints besides cases is not heard. */
export const runCases = async ([program, ...args]: readonly [program: string, ...args: string[]], cwd?: string): Promise<Ran> => {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"], timeout: TIMEOUT_MS, ...(cwd === undefined ? {} : { cwd }) })
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve))
  let who = { client: program, version: "unknown" }
  const cases: Case[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    const told = JSON.parse(line) as Case | typeof who
    if ("client" in told) who = told
    else {
      cases.push(told)
      sayCase(told)
    }
  }
  const code = await ended
  if (code !== 0) cases.push({ case: "the program itself", status: "FAIL", detail: `ended with ${code ?? "a signal"}` })
  return { ...who, cases }
}

/** Text of a cell of a table; `length`: of it, at most. */
export const cell = (text: string, length = 120): string => text.replaceAll("|", "\\|").replaceAll("\n", " ").slice(0, length)

export const tableOf = ({ client, version, cases }: Ran): string => {
  const passed = cases.filter(({ status }) => status === "PASS").length
  return [`### ${client} ${version}`, "", `${passed} of ${cases.length} cases pass.`, "", "| case | result | |", "|---|---|---|", ...cases.map((each) => `| ${cell(each.case)} | ${each.status} | ${cell(each.detail)} |`)].join("\n")
}
