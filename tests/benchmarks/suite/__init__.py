"""The benchmark suite: contestants, works, the races that measure them, and reports.

command_line       reads the options and runs what they ask for
plan               how long and how often, and what the user picked
requirements       finds or installs tools, builds the bare C server and the Java hello-world
server             a server process: start, processor time, memory, end
contestants        how each server is started
works              what clients do to a server, timed
fields             which contestants race in which works, over which transports
race, start, idle  run the fields, start times and idle connections, and give samples
jmh                runs the benchmarks inside the JVM, which give samples too
samples, results   what was measured, its statistics, and the file that keeps it
targets            what shall be reached
tables             results as rows and columns
text, markdown, chart  show them
progress           tells what goes on meanwhile
"""
