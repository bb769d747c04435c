"""The long tests (`make soak`): kills in the middle of work, and hostile input by the thousand."""
