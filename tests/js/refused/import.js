// exit 1: import
import x from 'y';
