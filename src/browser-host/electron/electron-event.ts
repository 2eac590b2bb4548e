/** What a listener of Electron's gets first; it can keep what would follow from happening. */
export class ElectronEvent {
  defaultPrevented = false

  preventDefault(): void {
    this.defaultPrevented = true
  }
}
