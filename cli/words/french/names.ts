// Words that the database or a report gives, by their English name; and errors by their code.
export const words: Record<string, string> = {
  success: 'réussie',
  healthy: 'normal',
  partial: 'partielle',
  degraded: 'dégradé',
  paused: 'en pause',
  'not connected': 'non connecté',
  failed: 'échec',
  unhealthy: 'défaillant',
  ok: 'bon',
  arrived: 'arrivé',
  warning: 'avertissement',
  critical: 'critique',
}
