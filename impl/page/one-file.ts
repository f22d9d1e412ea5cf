/**
 * A trace as one HTML file: script, styles and data are all in it, and it asks for nothing from anywhere.
 *
 * @module
 */
import type { Telling } from "../../properties/telling/telling.ts"
import { assets, hashSource } from "./assets.ts"
import { escaped, jsonInScript } from "./html.ts"
import { pack } from "./pack.ts"
import type { PageData } from "./page-data.ts"

/** Steps that a page can hold: beyond it browsers get slow. */
export const MOST_STEPS = 20_000

/** A run on which the property holds, and where the two part. */
export interface GoodRun {
  readonly telling: Telling
  /** The last step that both runs have. */
  readonly splitAt: number
  /** What is so about the split, in a sentence. */
  readonly label: string
}

/** Throws if the trace is too long for a page. */
export const oneFile = (telling: Telling, good?: GoodRun): string => {
  if (telling.steps.length > MOST_STEPS)
    throw new Error(`the trace has ${telling.steps.length.toLocaleString("en")} steps, and a page holds ${MOST_STEPS.toLocaleString("en")}: use --format text, or minimise it first (simulate does)`)
  const data: PageData = { run: pack(telling), ...(good === undefined ? {} : { good: { run: pack(good.telling), splitAt: good.splitAt, label: good.label } }) }
  return pageAround({ title: `${telling.property === undefined ? "" : `${telling.property.id} · `}${telling.model}`, data, fallback: plainly(telling) })
}

interface Parts {
  readonly title: string
  /** Absent: the page asks its server. */
  readonly data?: PageData
  /** HTML for browsers without scripts. */
  readonly fallback: string
  /** Where it may connect to. */
  readonly connect?: "'self'" | "'none'"
}

export const policyOf = (connect: "'self'" | "'none'" = "'none'"): string => {
  const { script, styles } = assets()
  return `default-src 'none'; script-src ${hashSource(script)}; style-src ${hashSource(styles)}; img-src data:; connect-src ${connect}; base-uri 'none'; form-action 'none'`
}

export const pageAround = ({ title, data, fallback, connect }: Parts): string => {
  const { script, styles } = assets()
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(connect)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escaped(title)}</title>
<link rel="icon" href="data:,">
<style>${styles}</style>
</head>
<body>
<div id="root"><noscript>${fallback}</noscript></div>
${data === undefined ? "" : `<script type="application/json" id="data">${jsonInScript(data)}</script>\n`}<script>${script}</script>
</body>
</html>
`
}

/** The run as plain HTML. */
const plainly = ({ property, model, about, steps, why }: Telling): string =>
  [
    property === undefined ? `<h1>${escaped(about)}</h1>` : `<h1>${escaped(property.id)}: ${escaped(property.verdict)}</h1><p>${escaped(property.sentence)}</p>`,
    `<p>${escaped(model)}</p>`,
    `<ol start="${steps[0]?.n ?? 1}">${steps.map(({ text, changes }) => `<li>${escaped(text)}${changes.length === 0 ? "" : `<ul>${changes.map((change) => `<li>${escaped(change.text)}</li>`).join("")}</ul>`}</li>`).join("")}</ol>`,
    why.length === 0 ? "" : `<h2>Why</h2><ul>${why.map((sentence) => `<li>${escaped(sentence)}</li>`).join("")}</ul>`
  ].join("")
