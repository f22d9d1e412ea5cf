/**
 * TLC, the TLA+ checker, as Maven has it, on two-phase commit written out here.
 *
 * @module
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { heard, isThere, type Measured, reason, run, type Tool, watch } from "./tools.ts"

export interface Tlc {
  readonly twoPhaseCommit: (managers: number) => Promise<Measured>
  readonly version: string
}

/** `from`: a jar, or `group:artifact:version` for Maven. */
export const tlc = (cache: string, from: string, say: (what: string) => void): Tool<Tlc> => {
  if (!isThere("java", "-version")) return { missing: "java is not installed" }
  try {
    const jar = from.endsWith(".jar") ? resolve(from) : fetch(cache, from, say)
    const version = /Version (\d\S*)/.exec(heard("java", ["-cp", jar, "tlc2.TLC", "-help"]))?.[1]
    if (version === undefined) return { missing: `${jar} has no TLC in it` }
    return { ready: { twoPhaseCommit: (managers) => explore(cache, jar, managers), version } }
  } catch (error) {
    return { missing: `Maven could not bring ${from}: ${reason(error)}` }
  }
}

const fetch = (cache: string, coordinates: string, say: (what: string) => void): string => {
  const [group, artifact, version] = coordinates.split(":")
  const home = join(cache, "tlc", coordinates.replaceAll(":", "_"))
  const jars = join(home, "jars")
  const found = () => (existsSync(jars) ? readdirSync(jars).find((file) => file.endsWith(".jar")) : undefined)
  if (found() === undefined) {
    say("fetching TLC")
    if (!isThere("mvn", "--version")) throw new Error("mvn is not installed")
    mkdirSync(home, { recursive: true })
    writeFileSync(
      join(home, "pom.xml"),
      `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>wants</groupId><artifactId>tlc</artifactId><version>0</version>` +
        `<dependencies><dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency></dependencies></project>\n`
    )
    run("mvn", ["-q", "-B", "dependency:copy-dependencies", `-DoutputDirectory=${jars}`, "-DexcludeTransitive=true"], home)
  }
  return join(jars, found() as string)
}

const explore = async (cache: string, jar: string, managers: number): Promise<Measured> => {
  const home = join(cache, "tlc", "two-phase")
  mkdirSync(home, { recursive: true })
  writeFileSync(join(home, "TwoPhase.tla"), TWO_PHASE)
  const names = Array.from({ length: managers }, (_, i) => `r${i}`)
  writeFileSync(join(home, "TwoPhase.cfg"), `SPECIFICATION Spec\nCONSTANT RM = {${names.join(", ")}}\nINVARIANT Consistent\n`)
  const args = ["-XX:+UseParallelGC", "-cp", jar, "tlc2.TLC", "-workers", "1", "-deadlock", "-metadir", join(home, "states"), "-cleanup", "-config", "TwoPhase.cfg", "TwoPhase.tla"]
  const { output, ...measured } = await watch("java", args, home)
  return { ...countsIn(output), ...measured }
}

/** What TLC says when it is done; an error if it found one, or stopped early. */
export const countsIn = (output: string): { readonly generated: number; readonly unique: number } => {
  const [, generated, unique, left] = /^([\d,]+) states generated, ([\d,]+) distinct states found, ([\d,]+) states left on queue/m.exec(output) ?? []
  if (generated === undefined || unique === undefined || left !== "0" || !output.includes("No error has been found")) throw new Error(`TLC did not come to an end: ${output.trim().split("\n").slice(-6).join("\n")}`)
  return { generated: number(generated), unique: number(unique) }
}

const number = (text: string): number => Number(text.replaceAll(",", ""))

/** After Gray and Lamport, "Consensus on Transaction Commit" (2006), §3 and appendix: the same model as `two-phase-commit.ts`. */
const TWO_PHASE = String.raw`---- MODULE TwoPhase ----
CONSTANT RM
VARIABLES rmState, tmState, tmPrepared, msgs
vars == <<rmState, tmState, tmPrepared, msgs>>

Init ==
  /\ rmState = [r \in RM |-> "working"]
  /\ tmState = "init"
  /\ tmPrepared = {}
  /\ msgs = {}

ReceivePrepared(r) ==
  /\ tmState = "init"
  /\ [kind |-> "prepared", by |-> r] \in msgs
  /\ tmPrepared' = tmPrepared \cup {r}
  /\ UNCHANGED <<rmState, tmState, msgs>>

Commit ==
  /\ tmState = "init"
  /\ tmPrepared = RM
  /\ tmState' = "committed"
  /\ msgs' = msgs \cup {[kind |-> "commit"]}
  /\ UNCHANGED <<rmState, tmPrepared>>

Abort ==
  /\ tmState = "init"
  /\ tmState' = "aborted"
  /\ msgs' = msgs \cup {[kind |-> "abort"]}
  /\ UNCHANGED <<rmState, tmPrepared>>

Prepare(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "prepared"]
  /\ msgs' = msgs \cup {[kind |-> "prepared", by |-> r]}
  /\ UNCHANGED <<tmState, tmPrepared>>

ChooseToAbort(r) ==
  /\ rmState[r] = "working"
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tmState, tmPrepared, msgs>>

ReceiveCommit(r) ==
  /\ [kind |-> "commit"] \in msgs
  /\ rmState' = [rmState EXCEPT ![r] = "committed"]
  /\ UNCHANGED <<tmState, tmPrepared, msgs>>

ReceiveAbort(r) ==
  /\ [kind |-> "abort"] \in msgs
  /\ rmState' = [rmState EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<tmState, tmPrepared, msgs>>

Next ==
  \/ Commit
  \/ Abort
  \/ \E r \in RM : ReceivePrepared(r) \/ Prepare(r) \/ ChooseToAbort(r) \/ ReceiveCommit(r) \/ ReceiveAbort(r)

Spec == Init /\ [][Next]_vars

Consistent == \A a, b \in RM : ~(rmState[a] = "aborted" /\ rmState[b] = "committed")
====
`
