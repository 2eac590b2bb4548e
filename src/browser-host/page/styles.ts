/** Of what the host shows; in its own shadow tree, with the app's colours where there are any. */
export const pageStyles = `
:host {
  font: 400 13px/1.4 var(--font, system-ui, sans-serif);
  color: var(--text, #1b1b1b);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
button, input, textarea { font: inherit; color: inherit; }
button {
  min-height: 28px;
  padding: 3px 14px;
  border: 1px solid var(--line-strong, #8a8a8a);
  border-radius: 6px;
  background: var(--surface-raised, #fff);
  cursor: pointer;
}
button:hover { background: var(--surface-hover, #ececec); }
button.main { background: var(--accent, #0a6a78); border-color: transparent; color: var(--accent-text, #fff); }
button.main:hover { background: var(--accent-hover, #085661); }
:focus-visible { outline: 2px solid var(--focus, #0a6a78); outline-offset: 2px; }
dialog {
  width: min(640px, calc(100vw - 32px));
  max-height: calc(100vh - 32px);
  padding: 20px;
  border: 1px solid var(--line, #dcdcdc);
  border-radius: 10px;
  background: var(--surface-raised, #fff);
  color: inherit;
  box-shadow: var(--shadow, 0 8px 28px rgb(0 0 0 / 16%));
  overflow: auto;
}
dialog.message { width: min(440px, calc(100vw - 32px)); }
dialog::backdrop { background: rgb(20 20 20 / 45%); }
h2 { margin: 0 0 12px; font-size: 15px; font-weight: 600; overflow-wrap: anywhere; }
p { margin: 0 0 12px; white-space: pre-line; overflow-wrap: anywhere; }
.quiet { color: var(--text-quiet, #595959); }
.bad { color: var(--bad, #a8201a); }
label { display: block; margin-bottom: 4px; color: var(--text-quiet, #595959); }
.box {
  display: block;
  width: 100%;
  padding: 5px 8px;
  border: 1px solid var(--line-strong, #8a8a8a);
  border-radius: 6px;
  background: var(--surface, #fbfbfb);
  resize: vertical;
}
.problem { min-height: 1.4em; margin: 4px 0 8px; }
.where { display: flex; align-items: center; gap: 8px; margin-bottom: 4px; }
.where span { flex: 1; color: var(--text-quiet, #595959); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.entries {
  height: 220px;
  margin: 0 0 16px;
  padding: 4px;
  border: 1px solid var(--line, #dcdcdc);
  border-radius: 6px;
  overflow: auto;
}
.entries button { display: block; width: 100%; border: 0; background: none; padding: 3px 8px; text-align: left; overflow-wrap: anywhere; }
.entries button:hover { background: var(--surface-hover, #ececec); }
.entries button:focus-visible { outline-offset: -2px; }
.entries p { margin: 4px 8px; }
.buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; }
.toasts {
  position: fixed;
  left: 16px;
  bottom: 88px;
  z-index: 2147483000;
  display: flex;
  flex-direction: column;
  align-items: flex-start;
  gap: 8px;
  max-width: min(420px, calc(100vw - 32px));
  pointer-events: none;
}
.toast {
  display: flex;
  align-items: start;
  gap: 12px;
  padding: 10px 12px;
  border: 1px solid var(--line, #dcdcdc);
  border-radius: 8px;
  background: var(--surface-raised, #fff);
  color: var(--text, #1b1b1b);
  box-shadow: var(--shadow, 0 8px 28px rgb(0 0 0 / 16%));
  pointer-events: auto;
}
.toast > div { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.toast strong { display: block; }
.toast button { flex: none; }
.toast .dismiss { min-height: 24px; padding: 0 7px; border-color: transparent; }
.toast .box { margin-top: 8px; }
.banner {
  position: fixed;
  inset: 0 0 auto;
  z-index: 2147483001;
  padding: 8px 16px;
  background: var(--warn-soft, #fbeed3);
  color: var(--warn, #7a4e00);
  text-align: center;
}
.curtain {
  position: fixed;
  inset: 0;
  z-index: 2147483002;
  display: grid;
  place-content: center;
  justify-items: center;
  gap: 4px;
  padding: 16px;
  background: var(--surface, #fbfbfb);
  color: var(--text, #1b1b1b);
  text-align: center;
}
.curtain p { margin: 0 0 8px; }
.curtain .title { font-size: 20px; }
`
