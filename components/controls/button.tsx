import type { LucideIcon } from 'lucide-react';
import type { ReactNode, Ref } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger, type ButtonProps } from 'react-aria-components';
import './button.css';

interface TextButtonProps extends Omit<ButtonProps, 'children' | 'className' | 'style'> {
  kind?: 'primary' | 'plain' | 'quiet';
  icon?: LucideIcon;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button(props: TextButtonProps): ReactNode {
  const { kind = 'plain', icon: Icon, children, ...rest } = props;
  return (
    <AriaButton {...rest} className={`button button--${kind}`}>
      {Icon && <Icon aria-hidden className="button__icon" />}
      <span>{children}</span>
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<ButtonProps, 'children' | 'className' | 'style' | 'aria-label'> {
  icon: LucideIcon;
  label: string;
  /** Shown beside the label in the tooltip. */
  keys?: string | undefined;
  /** Marks a choice that is on. */
  active?: boolean;
}

/** A button without a word in it: the word is its accessible name and its tooltip. */
export function IconButton(props: IconButtonProps): ReactNode {
  const { icon: Icon, label, keys, active, ...rest } = props;
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      <AriaButton
        {...rest}
        aria-label={label}
        {...(active === undefined ? {} : { 'aria-pressed': active })}
        className="button button--icon"
      >
        <Icon aria-hidden className="button__icon" />
      </AriaButton>
      <Tooltip className="tooltip" offset={6}>
        {label}
        {keys !== undefined && <kbd>{keys}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}
