import { describeElectronContract } from '../../suites/electron-contract.suite.ts'
import { hostAdapter } from './host-adapter.ts'

describeElectronContract(hostAdapter)
