/**
 * Measures one case in this process, which compiles as that of the command line does: `node dist/models/reference/bench/ours.js CASE`.
 *
 * @module
 */
import process from "node:process"
import { compileOnlyWhatIsHot } from "../../engine/compiling.ts"
import { cases } from "./cases.ts"

compileOnlyWhatIsHot()
const name = process.argv[2] ?? ""
const measure = cases[name]
if (measure === undefined) throw new Error(`there is no case ${name}: ${Object.keys(cases).join(", ")}`)
const before = process.cpuUsage()
const counted = measure()
const { user, system } = process.cpuUsage(before)
const all = process.cpuUsage()
console.log(JSON.stringify({ ...counted, cpuSeconds: (user + system) / 1e6, wholeCpuSeconds: (all.user + all.system) / 1e6, peakBytes: process.resourceUsage().maxRSS * 1024 }))
