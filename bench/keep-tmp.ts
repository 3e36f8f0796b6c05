import { sizes } from '../stand-in/sizes.ts'
import { migrate } from './scenarios/keep-tmp.ts'

await migrate([sizes.full])
