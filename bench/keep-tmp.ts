import { migrate } from './scenarios/keep-tmp.ts'
import { sizes } from '../stand-in/sizes.ts'
await migrate([sizes.full])
