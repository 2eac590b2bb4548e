/** Asked of every object by the language itself, by inspection and by test tools: never an API of Electron's. */
const askedOfAnything: ReadonlySet<string> = new Set(['then', 'toJSON', 'constructor', 'asymmetricMatch', 'nodeType'])

/** The sentence for a part of Electron that the browser host has not got. */
export function notAvailable(name: string): Error {
  return new Error(`not available in the browser host: ${name}`)
}

/**
 * The same object, but reading or setting what it has not got throws the name: an app that uses more of Electron than
 * the host knows hears of it at once, and not by an `undefined` far away.
 */
export function refuseUnknown<Thing extends object>(name: string, thing: Thing): Thing {
  return new Proxy(thing, {
    get: (target, key, receiver) => {
      if (isKnown(target, key)) return Reflect.get(target, key, receiver) as unknown
      throw notAvailable(`${name}.${String(key)}`)
    },
    set: (target, key, value, receiver) => {
      if (isKnown(target, key)) return Reflect.set(target, key, value, receiver)
      throw notAvailable(`${name}.${String(key)}`)
    },
  })
}

function isKnown(target: object, key: string | symbol): boolean {
  return typeof key === 'symbol' || key in target || askedOfAnything.has(key)
}

/** Stands for a whole module or class of Electron's that the host has not got: any use of it throws its name. */
export function refuseAll(name: string): never {
  const refuse = (): never => {
    throw notAvailable(name)
  }
  // A function, so that it can be called and constructed as well as read.
  const nothing = function nothing(): void {
    refuse()
  }
  return new Proxy(nothing, {
    get: (target, key) => {
      if (typeof key === 'symbol' || askedOfAnything.has(key)) return Reflect.get(target, key) as unknown
      throw notAvailable(`${name}.${key}`)
    },
    set: refuse,
    apply: refuse,
    construct: refuse,
  }) as never
}
