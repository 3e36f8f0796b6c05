import type { Random } from './random.ts'

export const firstNames =
  'Anna Marie-Ève Jean-François Émile Chloé Noémie Félix Zoé Étienne Mathilde Geneviève Luc Sylvie Margaret Peter Sophie Gaël Héloïse Andrew Priya Wei Fatima Olivier Benoît Maude Raphaëlle Thomas Nathalie'.split(
    ' ',
  )
export const lastNames =
  "Exemple Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Ouellet Pelletier Bélanger Lévesque Bergeron Nguyen Cohen Smith O'Neill Leblanc Da-Silva Saint-Pierre Desrosiers Lacroix Patel Chen".split(
    ' ',
  )
export const institutions = [
  'Conservatoire du Plateau',
  'École de musique Saint-Ambroise',
  'Salle Beaurivage',
  'Église Sainte-Cunégonde',
  'Hôtel du Vieux-Quai',
  'Centre culturel de Verdun-Ouest',
  'Studio Les Marteaux',
  'Académie Rosemère',
  'Riverside Jazz Club',
  'Collège Marguerite',
  'Résidence Les Érables',
  'Westhill High School',
]
export const streets = [
  'rue Saint-Denis',
  'avenue du Parc',
  'rue Sherbrooke Ouest',
  'boul. Saint-Laurent',
  'rue Fabre',
  'chemin de la Côte-Sainte-Catherine',
  'rue Wellington',
  'avenue Monkland',
]
export const places = [
  ['Montréal', 'H2J 2K9', '45.5264', '-73.5800'],
  ['Montréal', 'H3A 1E4', '45.5040', '-73.5747'],
  ['Laval', 'H7N 5H9', '45.5580', '-73.6921'],
  ['Longueuil', 'J4K 2T5', '45.5312', '-73.5181'],
  ['Westmount', 'H3Z 1P4', '45.4838', '-73.5970'],
  ['Saint-Lambert', 'J4P 2J7', '45.5009', '-73.5077'],
  ['Québec', 'G1R 4P5', '46.8139', '-71.2080'],
] as const
export const makes = [
  ['Steinway & Sons', ['D', 'B', 'M', 'L', 'K-52'], 'GRAND'],
  ['Yamaha', ['U1', 'U3', 'C3X', 'C7', 'b2'], 'UPRIGHT'],
  ['Kawai', ['GL-10', 'K-300', 'RX-2'], 'GRAND'],
  ['Heintzman', ['Upright', 'Louis XV', ''], 'UPRIGHT'],
  ['Lesage', ['Studio', ''], 'STUDIO'],
  ['Baldwin', ['Acrosonic', 'Hamilton 243'], 'CONSOLE'],
  ['Bösendorfer', ['200', '225'], 'GRAND'],
  ['Willis & Co.', ['', 'Apartment'], 'UPRIGHT'],
  ['Mason & Hamlin', ['A', 'BB'], 'GRAND'],
] as const
export const rooms = [
  'Salon',
  'Scène',
  'Local 204',
  'Studio B',
  'Sous-sol',
  'Foyer',
  'Living room',
  'Grande salle',
]
export const tags = ['VIP', 'école', 'concert', 'humidité', 'PLS', 'à rappeler', 'étudiant']

const reading = (random: Random): string => {
  const celsius = random.int(17, 26)
  const humidity = random.int(22, 58)
  return random.pick([
    `${celsius}C, ${humidity}%`,
    `${celsius}°, ${humidity}%`,
    `${celsius}c. ${humidity}%`,
    `${celsius} °C ${humidity} %`,
    `${celsius},5°C / ${humidity} %`,
    `${Math.round(celsius * 1.8 + 32)}F, ${humidity}%`,
    `température ${celsius} humidité ${humidity} %`,
    `humidity: ${humidity}%`,
  ])
}

/** A technician's note, French or English, with or without a reading in it. */
export const serviceNote = (random: Random): string => {
  const pitch = random.pick(['440Hz', '441Hz', '442 Hz', 'A=441.5 Hz', '439Hz'])
  return random.pick([
    () => `Accord ${pitch}, ${reading(random)}`,
    () => `Accord ${pitch}, ${reading(random)}. PLS débranché, besoin d'une rallonge.`,
    () => `Accordé à ${pitch}. ${reading(random)}. Bon état général, cordes un peu rouillées.`,
    () => `Tuned to ${pitch}, ${reading(random)}. Pedal squeak fixed.`,
    () => `Pitch raise +20 cents, then fine tuning. ${reading(random)}`,
    () => 'Client 100 % satisfait. Prochain accord au printemps.',
    () => 'Rabais de 20% accordé pour les deux pianos. Thermostat à vérifier.',
    () => 'Remplacé 1/2 des feutres de marteaux, harmonisation légère.',
    () =>
      `Entretien PLS: tampons changés, humidistat ok.\n${reading(random)}\nPrévenir le concierge 514 555-0142.`,
    () => 'Regulated action; let-off and drop. No tuning today.',
  ])()
}

const remarks = [
  'Quelques étouffoirs à surveiller dans les basses.',
  'Le client demande une visite avant le concert.',
  'Action regulation recommended before next season.',
  'Chevilles lâches dans les aigus, à revoir.',
  'Le piano a été déplacé près de la fenêtre.',
]

/** A note that goes on until it has about `length` characters; what is added holds no number. */
export const longNote = (beginning: string, length: number): string => {
  let note = beginning
  for (let at = 0; note.length < length; at++) note += ` ${remarks[at % remarks.length]}`
  return note
}

/** The words of an entry in a language, by type; `null` where Gazelle leaves the text empty. */
export const summaryOf = (type: string, french: boolean, name: string, random: Random): string | null => {
  const say = (fr: string, en: string) => (french ? fr : en)
  if (type.endsWith('EMAIL_AUTOMATED'))
    return say(
      `Rappel : il est temps d'accorder votre piano (${name})`,
      `Reminder: your piano is due for service (${name})`,
    )
  if (type.startsWith('CONTACT_EMAIL'))
    return say('Courriel envoyé : votre rendez-vous', 'Email sent: your appointment')
  if (type.startsWith('CONTACT_SMS')) return say('Texto : nous arrivons bientôt', 'Text: we are on our way')
  if (type.startsWith('CONTACT_PHONE')) return say('Appel téléphonique', 'Phone call')
  if (type.startsWith('SCHEDULED_MESSAGE')) return say('Message prévu', 'Scheduled message')
  if (type === 'APPOINTMENT') return say(`Rendez-vous avec ${name}`, `Appointment with ${name}`)
  if (type === 'APPOINTMENT_LOG')
    return say('Rendez-vous confirmé par le client', 'Appointment confirmed by client')
  if (type === 'SERVICE_ENTRY_AUTOMATED') return say('Accord de piano', 'Piano tuning')
  if (type === 'SYSTEM_NOTIFICATION') return say('Avis du système', 'System notification')
  if (type === 'ERROR_MESSAGE') return say('Adresse courriel refusée', 'Email address bounced')
  if (type === 'SYSTEM_MESSAGE') return say('Fiche modifiée', 'Record updated')
  return random.blank()
}
