"""What only Excel needs: functions as cells see them, their VBA wrappers, building and installing."""
