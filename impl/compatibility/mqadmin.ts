/**
 * mqadmin in one JVM: commands one after the other, each with what it printed.
 *
 * @module
 */
import { execFileSync, spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"

export interface Ran {
  /** False: it ran on, and was stopped. */
  readonly ended: boolean
  readonly printed: string
}

export interface MqAdmin {
  readonly run: (args: readonly string[], timeoutMs: number) => Promise<Ran>
  readonly close: () => void
}

/** Sources are not where what was built from them is. */
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url)).replace("/dist/impl/", "/impl/")

const QUIET = '<configuration><root level="OFF"/></configuration>\n'

/** Why mqadmin cannot run on this machine; `undefined`: it can. */
export const missing = (): string | undefined => {
  for (const tool of ["java", "javac", "mvn"])
    try {
      execFileSync(tool, ["-version"], { stdio: "ignore" })
    } catch {
      return `there is no ${tool} here`
    }
  return undefined
}

/** A program of ours that uses RocketMQ's client or tools: how `java` runs it. */
export interface JavaProgram {
  readonly args: readonly string[]
  /** Its working directory. */
  readonly home: string
}

/** Fetches the tools and the client of a version from Maven Central into `dir`, once, and compiles the program, which has this name; its source is beside this file unless said. */
export const javaProgram = (name: string, version: string, dir: string, source = here(`${name}.java`)): JavaProgram => {
  const lib = join(dir, `tools-${version}`)
  const home = join(dir, `home-${version}`)
  mkdirSync(join(home, "conf"), { recursive: true })
  for (const file of ["conf/logback_tools.xml", "logback-test.xml", "rmq.logback-test.xml"]) writeFileSync(join(home, file), QUIET)
  execFileSync("mvn", ["-q", "-B", "-f", here("pom.xml"), "dependency:copy-dependencies", `-Drocketmq.version=${version}`, `-DoutputDirectory=${lib}`], { stdio: ["ignore", "ignore", "inherit"] })
  execFileSync("javac", ["-nowarn", "-d", home, "-cp", `${lib}/*`, "-sourcepath", here("."), source], { stdio: ["ignore", "ignore", "pipe"] })
  const flags = ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-Djava.security.manager=allow", `-Drocketmq.home.dir=${home}`, `-Duser.home=${home}`, "-Drocketmq.client.logUseSlf4j=true"]
  return { home, args: [...flags, "-cp", `${home}:${lib}/*`] }
}

/** Starts mqadmin of a version. */
export const mqAdmin = (version: string, dir: string, nameServer: string): MqAdmin => {
  const { args, home } = javaProgram("MqAdmin", version, dir)
  const java = spawn("java", [`-Drocketmq.namesrv.addr=${nameServer}`, ...args, "MqAdmin"], { cwd: home, stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  return {
    run: async (args, timeoutMs) => {
      java.stdin.write(`${[String(timeoutMs), ...args].join("\t")}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`mqadmin ${version}: the JVM ended at ${args.join(" ")}`)
      const [state, printed = ""] = value.split(" ")
      return { ended: state === "ended", printed: Buffer.from(printed, "base64").toString("utf8") }
    },
    close: () => {
      java.stdin.end()
      java.kill()
    }
  }
}
