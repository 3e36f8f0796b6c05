import { standInData } from '../data.ts'

export default standInData({ list: 'allMasterServiceGroups', keptIn: 'serviceGroups' })
