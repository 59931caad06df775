/** The grid is Grafana's: 24 columns, and lines of 30 px with 8 px between them. */
export const style = `
:root { color-scheme: light dark; --page: #f4f5f5; --panel: #fff; --edge: #dfe1e4; --ink: #24292e; --faint: #646b73;
  --green: #2a7d4f; --red: #c4302b; }
@media (prefers-color-scheme: dark) {
  :root { --page: #111217; --panel: #181b1f; --edge: #2c3036; --ink: #ccccdc; --faint: #8e8f9c; --green: #6ccf8e; --red: #ff7b72; }
}
* { box-sizing: border-box; margin: 0; }
body { background: var(--page); color: var(--ink); font: 13px/1.4 system-ui, sans-serif; margin: 16px auto; max-width: 1600px;
  padding: 0 16px; }
header { margin-bottom: 8px; }
header p, .none, footer { color: var(--faint); }
h1 { font-size: 20px; font-weight: 600; }
main { display: grid; gap: 8px; grid-auto-rows: 30px; grid-template-columns: repeat(24, minmax(0, 1fr)); }
h2 { align-self: end; font-size: 14px; font-weight: 600; }
section { background: var(--panel); border: 1px solid var(--edge); border-radius: 3px; display: flex; flex-direction: column;
  overflow: hidden; padding: 6px 8px; }
h3 { cursor: help; flex: none; font-size: 13px; font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
svg { display: block; height: auto; max-width: 100%; }
ul { flex: 1; list-style: none; min-height: 0; overflow: auto; padding: 0; }
li { display: inline-block; font-size: 12px; margin-right: 12px; }
li b { font-weight: 600; }
i { border-radius: 2px; display: inline-block; height: 3px; margin-right: 5px; vertical-align: middle; width: 14px; }
.none { margin: auto; }
.stat { font-size: 28px; font-weight: 600; margin: auto; white-space: nowrap; }
.green { color: var(--green); }
.red { color: var(--red); }
table { border-collapse: collapse; display: block; overflow: auto; }
th { color: var(--faint); font-weight: 400; }
th, td { border-bottom: 1px solid var(--edge); padding: 2px 16px 2px 0; text-align: left; }
footer { margin-top: 12px; }
@media (max-width: 900px) {
  main { display: block; }
  section, h2 { margin-bottom: 8px; }
}
`;
