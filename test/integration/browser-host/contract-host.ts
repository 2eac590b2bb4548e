import { onTestFinished } from 'vitest'
import { type ContractApp, launchContractApp } from '../../suites/launch-contract-app.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { type HostProcess, startBrowserHost } from '../../support/browser-host.ts'
import { hostAdapter, optionsOf } from './host-adapter.ts'

/** The contract app in the browser host with its address, which other browsers can try. Ended with the test. */
export async function startContractHost(): Promise<ContractApp & { readonly host: HostProcess }> {
  const started = Promise.withResolvers<HostProcess>()
  const app = await launchContractApp(
    {
      ...hostAdapter,
      launch: async (launch) => {
        const host = await startBrowserHost(optionsOf(launch))
        started.resolve(host)
        return hostAdapter.open(host)
      },
    },
    await tempFolder(),
  )
  onTestFinished(() => app.close())
  return { ...app, host: await started.promise }
}
