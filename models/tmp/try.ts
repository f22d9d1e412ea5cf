import { boundsOf, nameOf } from "../dledger/models.ts"
import { modelOf } from "../../properties/dledger/suites.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { explore } from "../engine/index.ts"
const show = process.env.SHOW; const [topic = "elections", extra = "{}", mutant = "", timeout = "60"] = process.argv.slice(2)
const b = { ...boundsOf(topic), ...JSON.parse(extra) }
const m = mutants.find((x) => x.id === mutant)
const r = explore(modelOf(b, m?.machine), { timeoutSeconds: +timeout, ...(m ? { stopAt: [m.property] } : {}) })
console.log(nameOf(b), mutant, r.uniqueStates, r.generatedStates, "depth", r.depth, r.exhausted, r.seconds.toFixed(1), "locals", r.memo.locals, "msgs", r.memo.messages, "calls", r.memo.calls)
for (const p of r.properties) if (p.verdict !== "holds") console.log("   ", p.verdict, p.id, p.trace?.steps.length ?? "", p.trace?.error ?? "")
if (process.env.SHOW) { const { explain } = await import("../../properties/dledger/explain.ts"); const { propertiesOf } = await import("../../properties/dledger/suites.ts"); const p = r.properties.find((x) => x.id.startsWith(process.env.SHOW!)); if (p?.trace) console.log(explain({ id: p.id, sentence: propertiesOf(b).find((d) => d.id === p.id)?.sentence ?? "", source: "" }, [...Array.from({ length: b.nodes }, (_, i) => `n${i}`), "faults", "history"], p.trace)) }
