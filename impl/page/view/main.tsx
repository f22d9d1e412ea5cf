/**
 * Where the page begins: a trace that the page carries, or the explorer that it talks to.
 *
 * @module
 */
import { render } from "preact"
import type { PageData } from "../page-data.ts"
import { App } from "./app.tsx"
import { applyTheme } from "./theme.ts"

applyTheme()
const carried = document.getElementById("data")?.textContent
const root = document.getElementById("root")
if (root !== null && carried) render(<App data={JSON.parse(carried) as PageData} />, root)
