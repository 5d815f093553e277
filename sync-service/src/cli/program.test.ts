import { describe, expect, it } from 'vitest';
import { program } from './program.ts';

describe('the command line', () => {
  it('has these commands', () => {
    expect(
      program.commands
        .map((command) => command.name())
        .sort()
        .join(' '),
    ).toBe(
      'apply archive audience confirm doctor end forget import list lists pause pin plan presets restore resume run shops status unpin',
    );
  });

  it.each(program.commands.map((command) => [command.name(), command] as const))(
    'tells how to use %s',
    (name, command) => {
      const help = command.helpInformation();
      expect(help).toMatch(new RegExp(`^Usage: group-offers ${name}\\b`));
      expect(command.description().length).toBeGreaterThan(10);
      for (const option of command.options) expect(option.description, `${name} ${option.flags}`).not.toBe('');
    },
  );
});
