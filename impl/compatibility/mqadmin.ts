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

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

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

/** Fetches the tools of a version from Maven Central into `dir`, once, and starts them. */
export const mqAdmin = (version: string, dir: string, nameServer: string): MqAdmin => {
  const lib = join(dir, `tools-${version}`)
  const home = join(dir, `home-${version}`)
  mkdirSync(join(home, "conf"), { recursive: true })
  for (const name of ["conf/logback_tools.xml", "logback-test.xml", "rmq.logback-test.xml"]) writeFileSync(join(home, name), QUIET)
  execFileSync("mvn", ["-q", "-B", "-f", here("pom.xml"), "dependency:copy-dependencies", `-Drocketmq.version=${version}`, `-DoutputDirectory=${lib}`], { stdio: ["ignore", "ignore", "inherit"] })
  execFileSync("javac", ["-d", home, "-cp", `${lib}/*`, here("MqAdmin.java")])
  const java = spawn(
    "java",
    ["-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m", `-Drocketmq.home.dir=${home}`, `-Duser.home=${home}`, "-Drocketmq.client.logUseSlf4j=true", `-Drocketmq.namesrv.addr=${nameServer}`, "-cp", `${home}:${lib}/*`, "MqAdmin"],
    { cwd: home, stdio: ["pipe", "pipe", "ignore"] }
  )
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
