import type { Project } from '../project.ts'
export const switchViews = async (
  _project: Project,
  _options: { on: boolean; schema: string; account: string },
) => []
