import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { QueryError } from '../../ask.ts'
import { number, t, wordsOfFailure } from '../words/words.ts'

/** A part of the page with its heading. */
export const Panel = (props: {
  title: string
  text?: string | undefined
  aside?: ComponentChildren
  failure?: QueryError | undefined
  /** Whether it is the page's main part, with its h1. */
  main?: boolean
  children?: ComponentChildren
}) => {
  const id = useId()
  const Heading = props.main ? 'h1' : 'h2'
  return (
    <section class="panel" aria-labelledby={id}>
      <div class="row between">
        <Heading id={id}>{props.title}</Heading>
        {props.aside}
      </div>
      {props.text && <p class="quiet">{props.text}</p>}
      {props.failure ? <p class="quiet">{wordsOfFailure(props.failure)}</p> : props.children}
    </section>
  )
}

/** A table that scrolls horizontally where it is too wide, by keyboard too. */
export const Table = ({
  label,
  head,
  numbers = [],
  children,
}: {
  label: string
  head: ComponentChildren[]
  /** The columns that hold numbers. */
  numbers?: number[]
  children: ComponentChildren
}) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
  <section class="scroll" aria-label={t('table.label', { name: label })} tabIndex={0}>
    <table>
      <thead>
        <tr>
          {head.map((one, index) => (
            <th key={index} scope="col" class={numbers.includes(index) ? 'numbers' : undefined}>
              {one}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
)

/** Previous and next page of a long list. */
export const Pager = (props: {
  offset: number
  size: number
  count: number
  onMove: (offset: number) => void
}) => {
  const { offset, size, count, onMove } = props
  if (count <= size && offset === 0) return null
  return (
    <nav class="row between pager" aria-label={t('pager.label')}>
      <button
        type="button"
        class="button plain"
        disabled={offset === 0}
        onClick={() => onMove(Math.max(0, offset - size))}
      >
        {t('pager.previous')}
      </button>
      <span class="numbers">
        {t('pager.shown', {
          from: number(offset + 1),
          to: number(Math.min(offset + size, count)),
          of: count,
        })}
      </span>
      <button
        type="button"
        class="button plain"
        disabled={offset + size >= count}
        onClick={() => onMove(offset + size)}
      >
        {t('pager.next')}
      </button>
    </nav>
  )
}
